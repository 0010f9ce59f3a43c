import { expect, it } from 'vitest';
import { standingProblems, type ToldStatus } from './judge-standing.js';

const told: ToldStatus = {
  inClio: 200,
  inDropbox: 198,
  inSync: 198,
  skipped: 2,
  differing: 0,
  drifted: 0,
  inSyncAsOf: '2026-11-29T12:00:00.000Z',
  unknownBecause: null,
};
const report = { documents: 198, empty: 2, mirrored: 198 };

it('has nothing to say where status counts what was compared', () => {
  expect(standingProblems(told, report)).toEqual([]);
});

it('names each count that is another, and what status calls differing', () => {
  expect(standingProblems({ ...told, inSync: 197, differing: 1, drifted: 1 }, report)).toEqual([
    'status says 197 in sync, where there are 198',
    'status says 1 differing, where there are 0',
    'status says 1 changed by hand, where there are 0',
  ]);
});
