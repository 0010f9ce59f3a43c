import type { Event, StreamName } from '@counterpart/contracts';
import { evolve, UNSEEN, type DocumentCourse } from './document-course.js';
import { evolveMatter, UNKNOWN_MATTER, type MatterCourse } from '../matter/matter-course.js';

/** An event with its stream and its place in the order of writing. */
interface Written {
  readonly stream: StreamName;
  readonly position: bigint;
  readonly event: Event;
}

/**
 * A document’s course by its own story and the moves of folders that may have taken its counterpart along. While a folder moves none of its
 * documents does, so the order of writing is that of happening. What is locked away while the folder’s move is dead lies in the restricted
 * folder, whichever of the two ends first.
 */
export function courseIn(stories: readonly Written[], document: StreamName): DocumentCourse {
  return stories
    .filter(({ stream, event }) => stream === document || event.name === 'Relocated')
    .toSorted((one, other) => (one.position < other.position ? -1 : 1))
    .reduce((course, { event }) => evolve(course, event), UNSEEN);
}

export const eventsOf = (story: readonly Written[]): readonly Event[] => story.map(({ event }) => event);

/** Every matter that was read beside the document. */
export function mattersOf(
  stories: ReadonlyMap<StreamName, readonly Written[]>,
  document: StreamName,
): ReadonlyMap<StreamName, { readonly course: MatterCourse; readonly version: number }> {
  const matters = [...stories].filter(([stream]) => stream !== document);
  return new Map(
    matters.map(([stream, story]) => {
      const course = story.reduce((before, { event }) => evolveMatter(before, event), UNKNOWN_MATTER);
      return [stream, { course, version: story.length }];
    }),
  );
}
