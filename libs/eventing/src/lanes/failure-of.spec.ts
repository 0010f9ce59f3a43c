import { describe, expect, it } from 'vitest';
import { dead, retry, type Verdict } from '../verdict.js';
import { failureOf } from './failure-of.js';

const NOW = new Date('2026-05-01T10:00:00.000Z');
const judging = { table: { retryMinutes: [5, 25, 125], probeMinutes: 1 }, now: NOW, chance: 0.5 };
const after = (tries: number, verdict: Verdict) => {
  const { state, tries: counted, dueAt } = failureOf(verdict, { tries, firstFailedAt: NOW }, judging);
  return { state, tries: counted, inMs: dueAt.getTime() - NOW.getTime() };
};

describe('work that failed', () => {
  it('waits as the policy says, and for a person after its last retry', () => {
    const verdict = retry('SOURCE_MISSING');
    expect(after(0, verdict)).toEqual({ state: 'waiting', tries: 1, inMs: 300_000 });
    expect(after(3, verdict)).toMatchObject({ state: 'dead', tries: 4 });
  });

  it('waits as long as it says itself, however often that was: the policy’s retries do not end it', () => {
    for (const [before, seconds] of [2, 5, 15, 60, 300].entries()) {
      const inMs = seconds * 1000;
      expect(after(before, retry('UPLOAD_UNFINISHED', { inMs }))).toEqual({
        state: 'waiting',
        tries: before + 1,
        inMs,
      });
    }
  });

  it('of a firm that was just taken on is tried again soon (found by the firms drill), then as the policy says', () => {
    const waits = [0, 1, 2, 3, 4].map((tries) => after(tries, retry('FIRM_UNKNOWN')));
    expect(waits.map(({ state, inMs }) => [state, inMs])).toEqual([
      ['waiting', 15_000],
      ['waiting', 300_000],
      ['waiting', 1_500_000],
      ['waiting', 7_500_000],
      ['dead', 0],
    ]);
  });

  it('waits for a person at once where trying again changes nothing', () => {
    expect(after(0, dead('MATTER_UNKNOWN'))).toEqual({ state: 'dead', tries: 1, inMs: 0 });
  });
});
