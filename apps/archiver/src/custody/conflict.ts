import type { Event, MatterId } from '@counterpart/contracts';

/** Something that lies where a document belongs. */
export interface Obstacle {
  readonly conflict: Event<'PlacementConflictFound' | 'RelocationConflictFound'>;
  readonly matter: MatterId | null;
  /** Where it lies. */
  readonly path: string;
}

/** What kinds of obstacles can go away without a change in Clio. */
const CLEARABLE: ReadonlySet<string> = new Set(['file', 'folder', 'ancestor-is-file']);

/** After any of these the document is on its way again, or has arrived. */
const GOES_ON: ReadonlySet<Event['name']> = new Set([
  'DocumentRouted',
  'DocumentMirrored',
  'RelocationPlanned',
  'Relocated',
  'PlaceCleared',
]);

/** What is in a document’s way, as its stream tells; undefined where nothing is. */
export function obstacleIn(story: readonly Event[]): Obstacle | undefined {
  return story.reduce<Obstacle | undefined>((known, event) => {
    if (event.name === 'PlacementConflictFound') {
      const { found, matter, path } = event.data;
      return CLEARABLE.has(found) ? { conflict: event, matter, path } : undefined;
    }
    if (event.name === 'RelocationConflictFound') {
      const { found, matter, at, to } = event.data;
      return CLEARABLE.has(found) ? { conflict: event, matter, path: at ?? to } : undefined;
    }
    return GOES_ON.has(event.name) ? undefined : known;
  }, undefined);
}
