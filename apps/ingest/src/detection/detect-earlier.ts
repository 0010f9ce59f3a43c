import type { Event } from '@counterpart/contracts';
import type { SeenDocument, SeenVersion } from './detect-document.js';

/** Whether versions before the one that a document was told by first may never have been told, and nobody has asked for them. */
export const lacksEarlier = (story: readonly Event[]): boolean =>
  firstTold(story) > 1 && !story.some(({ name }) => name === 'EarlierVersionsFound');

/**
 * Versions before the one that a document was told by first, oldest first.
 * @returns null where they were told of, or were not asked for
 */
export function detectEarlier(
  story: readonly Event[],
  { versions }: Pick<SeenDocument, 'versions'>,
): readonly SeenVersion[] | null {
  if (versions === undefined || !lacksEarlier(story)) return null;
  const first = firstTold(story);
  return versions
    .filter(({ version }) => version.number < first)
    .toSorted((one, other) => one.version.number - other.version.number);
}

/** The number of the first version that was told; 0 where none was. */
function firstTold(story: readonly Event[]): number {
  const numbers = story.flatMap((event) =>
    event.name === 'DocumentAdded' || event.name === 'DocumentVersionAdded'
      ? [event.data.document.version.number]
      : [],
  );
  return numbers.length === 0 ? 0 : Math.min(...numbers);
}
