import type { FailureCode } from '@counterpart/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParkedRecord } from '../parking/parking-lot.js';
import { untriedBehind } from './parked-run.js';

const THEN = new Date(0);
const record = {
  topic: 't',
  partition: 0,
  offset: 0n,
  key: 'hartwell/5',
  value: null,
  headers: {},
  timestamp: 0,
};

const parked = (id: number, more: Partial<ParkedRecord> = {}): ParkedRecord => ({
  id: BigInt(id),
  group: 'uploader.commit',
  lane: { key: 'k', sub: '' },
  record,
  state: 'waiting',
  tries: 0,
  code: null,
  dueAt: THEN,
  firstFailedAt: null,
  lastFailedAt: null,
  ...more,
});
const failed = (
  id: number,
  tries: number,
  code: FailureCode,
  more: Partial<ParkedRecord> = {},
): ParkedRecord => parked(id, { tries, code, firstFailedAt: THEN, lastFailedAt: THEN, ...more });
const ids = (all: readonly ParkedRecord[]): readonly number[] => all.map(({ id }) => Number(id));

describe('untriedBehind', () => {
  it('takes what follows up to the first that failed itself', () => {
    const behind = [parked(2), parked(3), failed(4, 1, 'DROPBOX_FULL'), parked(5)];
    expect(ids(untriedBehind(parked(1), behind))).toEqual([2, 3]);
    expect(ids(untriedBehind(parked(1), behind.slice(0, 2)))).toEqual([2, 3]);
  });

  it('stops before what was given up, and before a step of the whole key', () => {
    expect(ids(untriedBehind(parked(1), [parked(2), parked(3, { state: 'dead' }), parked(4)]))).toEqual([2]);
    const step = parked(3, { lane: { key: 'k', sub: null } });
    expect(ids(untriedBehind(parked(1), [parked(2), step, parked(4)]))).toEqual([2]);
  });

  it('takes along what was refused with the head’s connection, and nothing that waits for another one', () => {
    const head = failed(1, 0, 'DROPBOX_UNAUTHORISED');
    const behind = [failed(2, 0, 'DROPBOX_UNAUTHORISED'), parked(3), failed(4, 0, 'CLIO_UNAUTHORISED')];
    expect(ids(untriedBehind(head, behind))).toEqual([2, 3]);
    expect(ids(untriedBehind(parked(1), behind))).toEqual([]);
    // Its tries were counted anew by an operator.
    expect(ids(untriedBehind(failed(1, 1, 'DROPBOX_FULL'), [failed(2, 0, 'DROPBOX_FULL')]))).toEqual([]);
  });

  it('gives a beginning of what is behind, in its order, without anything that failed by itself', () => {
    const kind = fc.constantFrom<(id: number) => ParkedRecord>(
      (id) => parked(id),
      (id) => failed(id, 1, 'CLIO_UNAVAILABLE'),
      (id) => failed(id, 0, 'CLIO_UNAUTHORISED'),
      (id) => parked(id, { state: 'dead' }),
    );
    fc.assert(
      fc.property(kind, fc.array(kind), (makeHead, kinds) => {
        const behind = kinds.map((make, index) => make(index + 2));
        const run = untriedBehind(makeHead(1), behind);
        expect(run).toEqual(behind.slice(0, run.length));
        for (const { state, tries } of run) expect({ state, tries }).toEqual({ state: 'waiting', tries: 0 });
      }),
    );
  });
});
