import { describe, expect, it } from 'vitest';
import { nextTry, scheduleOf } from './retry-schedule.js';

const SCHEDULE = scheduleOf('SOURCE_MISSING', [5, 25, 125]);

describe('nextTry (law 6)', () => {
  it.each([
    [1, 5],
    [2, 25],
    [3, 125],
  ])('waits after failed try %i for %i minutes', (tries, minutes) => {
    expect(nextTry(SCHEDULE, tries, 0.5)).toEqual({ afterMs: minutes * 60_000 });
  });

  it('ends after the last try', () => {
    expect(nextTry(SCHEDULE, 4, 0.5)).toBeUndefined();
  });

  it('spreads by a tenth, and never comes before what was asked', () => {
    expect(nextTry(SCHEDULE, 1, 0)).toEqual({ afterMs: 270_000 });
    expect(nextTry(SCHEDULE, 1, 1)).toEqual({ afterMs: 330_000 });
    expect(nextTry(SCHEDULE, 1, 0.5, 600_000)).toEqual({ afterMs: 600_000 });
  });
});

it('a schedule is the policy’s, after what is tried sooner for the kind of failure', () => {
  expect(scheduleOf('SOURCE_MISSING', [5, 25])).toEqual([300_000, 1_500_000]);
  expect(scheduleOf('FIRM_UNKNOWN', [5, 25])).toEqual([15_000, 300_000, 1_500_000]);
});
