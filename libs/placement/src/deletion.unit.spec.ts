import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '@counterpart/contracts';
import { decideDeletion, deletionBreaker, driftBreaker, type DeletionEvidence } from './deletion.js';
import { policyWith } from './samples.spec-data.js';

const MOVING = policyWith({ deletion: { action: 'move' } });
const PLACE = { matterFolder: '/Matters/2026-0001-Reyes', name: 'Brief.pdf' };
const TRASHED: DeletionEvidence = { kind: 'trashed', at: '2026-05-02T00:00:00Z' };
const LISTINGS = ['whole', 'empty', 'partial', 'forbidden', 'redacted', 'not-found'] as const;

describe('decideDeletion', () => {
  it('keeps the file by default', () => {
    expect(decideDeletion(DEFAULT_POLICY, TRASHED, PLACE)).toEqual({ kind: 'keep', because: 'policy' });
  });

  it('moves it within its matter where the policy says so, under its own name', () => {
    expect(decideDeletion(MOVING, TRASHED, PLACE)).toEqual({
      kind: 'move',
      folder: '/Matters/2026-0001-Reyes/_Deleted',
      name: 'Brief.pdf',
    });
  });

  it.each(LISTINGS)('moves nothing on absence, however the listing was: %s', (listing) => {
    expect(decideDeletion(MOVING, { kind: 'absent', listing }, PLACE)).toEqual({
      kind: 'keep',
      because: 'no-evidence',
    });
  });

  it('has nothing to move for a document that was never mirrored', () => {
    expect(decideDeletion(MOVING, TRASHED, null)).toEqual({ kind: 'keep', because: 'not-mirrored' });
  });
});

describe('deletionBreaker', () => {
  it.each([
    [1_000, 19, 'go'],
    [1_000, 50, 'go'],
    [1_000, 51, 'stop'],
    [10, 10, 'go'],
    [30, 20, 'stop'],
    [0, 20, 'stop'],
  ] as const)('of %i documents, %i moved within a day: %s', (documents, moved, expected) => {
    expect(deletionBreaker(MOVING, { documents, moved })).toBe(expected);
  });

  it('stops for good where it stops: more of the same never makes it go on', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), fc.nat(1_000), (documents, moved, more) => {
        if (deletionBreaker(MOVING, { documents, moved }) === 'go') return;
        expect(deletionBreaker(MOVING, { documents, moved: moved + more })).toBe('stop');
      }),
    );
  });

  it('never lets more go than the share, or the least number where that is more', () => {
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        (documents, stopAtShare) => {
          const policy = policyWith({ deletion: { action: 'move', stopAtShare } });
          let moved = 0;
          while (moved <= documents && deletionBreaker(policy, { documents, moved: moved + 1 }) === 'go')
            moved += 1;
          if (moved < documents) expect(moved).toBeLessThanOrEqual(Math.max(19, documents * stopAtShare));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('driftBreaker', () => {
  it.each([
    ['few', { documents: 10, changed: 19 }, 'go'],
    ['a small share', { documents: 1000, changed: 50 }, 'go'],
    ['more than the share', { documents: 1000, changed: 51 }, 'stop'],
    ['more than are known', { documents: 0, changed: 20 }, 'stop'],
  ] as const)('with %s of it changed', (_, share, expected) => {
    expect(driftBreaker(DEFAULT_POLICY, share)).toBe(expected);
  });
});
