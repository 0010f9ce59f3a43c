import { describe, expect, it } from 'vitest';
import { nextTry } from './retry-schedule.js';

const MINUTES = [5, 25, 125];

describe('nextTry (law 6)', () => {
  it.each([
    [1, 5],
    [2, 25],
    [3, 125],
  ])('waits after failed try %i for %i minutes', (tries, minutes) => {
    expect(nextTry(MINUTES, tries, 0.5)).toEqual({ afterMs: minutes * 60_000 });
  });

  it('ends after the last try', () => {
    expect(nextTry(MINUTES, 4, 0.5)).toBeUndefined();
  });

  it('spreads by a tenth, and never comes before what was asked', () => {
    expect(nextTry(MINUTES, 1, 0)).toEqual({ afterMs: 270_000 });
    expect(nextTry(MINUTES, 1, 1)).toEqual({ afterMs: 330_000 });
    expect(nextTry(MINUTES, 1, 0.5, 600_000)).toEqual({ afterMs: 600_000 });
  });
});
