import type { Event } from '@counterpart/contracts';
import { expect, it } from 'vitest';
import { detectEarlier, lacksEarlier } from './detect-earlier.js';
import type { SeenVersion } from './detect-document.js';

/* Documents that were told by a later version than their first kept no earlier one, and no run brought them. */

const told = (name: string, number: number): Event =>
  ({ name, data: { document: { version: { number } } } }) as unknown as Event;
const asked = { name: 'EarlierVersionsFound', data: { versions: [] } } as unknown as Event;
const versions = [3, 1, 2].map(
  (number) => ({ version: { number }, filename: null }) as unknown as SeenVersion,
);
const numbersIn = (found: readonly SeenVersion[] | null) => found?.map(({ version }) => version.number);

it('what came before the version that was told first is found, oldest first', () => {
  const story = [told('DocumentAdded', 3), told('DocumentVersionAdded', 4)];
  expect(lacksEarlier(story)).toBe(true);
  expect(numbersIn(detectEarlier(story, { versions }))).toEqual([1, 2]);
});

it('that Clio has none of them any more is found, too', () => {
  expect(detectEarlier([told('DocumentAdded', 3)], { versions: [] })).toEqual([]);
});

it.each([
  ['that was told from its first version on', [told('DocumentAdded', 1), told('DocumentVersionAdded', 2)]],
  ['of which somebody has asked', [told('DocumentAdded', 3), asked]],
  ['that nobody has told of', []],
])('nothing is asked of a document %s', (_, story) => {
  expect(lacksEarlier(story)).toBe(false);
  expect(detectEarlier(story, { versions })).toBeNull();
});

it('nothing is found where nobody asked for versions', () => {
  expect(detectEarlier([told('DocumentAdded', 3)], {})).toBeNull();
});
