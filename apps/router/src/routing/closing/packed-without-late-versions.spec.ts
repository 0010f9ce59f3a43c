import { describe, expect, it } from 'vitest';
import { EventId, type Event } from '@counterpart/contracts';
import { fold, PROOF, stateOf } from '../ground/decisions.spec-data.js';
import {
  added,
  earlierFound,
  inPlace,
  mirrored,
  routedTo,
  SHUT,
  trashed,
} from '../ground/document-events.spec-data.js';
import { keepRefused, latePlanned } from '../ground/archive-events.spec-data.js';
import { deadLettered } from '../ground/failed-work.spec-data.js';

/*
 * A matter was closed while versions of its documents that were told late were still to be brought: it was packed without them.
 */

const found = earlierFound();
const [first, second] = [latePlanned(1), latePlanned(2)];

const stateAfter = (...events: readonly Event[]) => stateOf(fold(...events), PROOF);
const third = inPlace(3);

describe('a document with versions that were told late', () => {
  it('keeps its matter from being archived until they are brought', () => {
    expect(stateAfter(...third)).toBeNull();
    expect(stateAfter(...third, found)).toBe('on-its-way');
    expect(stateAfter(...third, found, first)).toBe('on-its-way');
    expect(stateAfter(...third, found, first, deadLettered(first))).toBe('on-its-way');
  });

  it('does not where all of them were given up', () => {
    expect(stateAfter(...third, found, first, deadLettered(first), second, deadLettered(second))).toBeNull();
  });

  it('does not where it lies in the trash', () => {
    expect(stateAfter(...third, found, trashed())).toBeNull();
  });

  it('does so, and says why, where the restricted folder has to be mended first', () => {
    const route = routedTo(SHUT, 3);
    const shut = [added(3), route, mirrored(route), found, first];
    expect(stateAfter(...shut)).toBe('on-its-way');
    const refused = fold(...shut, keepRefused(first, { proof: PROOF.proof }));
    expect(stateOf(refused, PROOF)).toBe('held');
    const proof = EventId.parse('00000000-0000-4000-8000-00000000fffe');
    expect(stateOf(refused, { ...PROOF, proof })).toBe('on-its-way');
    expect(stateOf(fold(...shut, deadLettered(first)), null)).toBe('held');
  });
});
