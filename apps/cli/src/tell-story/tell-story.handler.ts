import { storyOf, type Scope, type StoryLine } from '@counterpart/audit-log';
import type { Stories } from './tell-story.ports.js';

/** A whole story. */
export interface Story {
  readonly scope: Scope;
  readonly events: readonly StoryLine[];
}

/** Tells everything that happened to a document, or to a matter and all its documents, in order. */
export async function tellStory(stories: Stories, scope: Scope): Promise<Story> {
  return { scope, events: storyOf(await stories.read(scope)) };
}
