import { describe, expect, it } from 'vitest';
import { standingOf, type Run } from './contest.js';
import { parseCorpus } from './corpus.js';

const CORPUS = parseCorpus('4x1MB');

const run = (seconds: number, details: Partial<Run> = {}): Run => ({
  files: 4,
  seconds,
  calls: { calls: 8, refused: 1, byRoute: {} },
  cost: { cpuSeconds: 1, cpuByProcess: {}, peakMb: 100 },
  found: ['a', 'b', 'b', 'c'],
  expected: ['c', 'b', 'a', 'b'],
  ...details,
});

describe('a standing', () => {
  it('gives the median of the runs, of an even number the mean of the middle two', () => {
    expect(standingOf('x', CORPUS, [run(4), run(1), run(2)])).toMatchObject({
      seconds: 2,
      filesPerSecond: 2,
      megabytesPerSecond: 2,
      callsPerFile: 2,
    });
    expect(standingOf('x', CORPUS, [run(4), run(1), run(2), run(3)]).seconds).toBe(2.5);
  });

  it('gives the most that any run had of refusals and of memory', () => {
    const bad = run(2, {
      calls: { calls: 8, refused: 7, byRoute: {} },
      cost: { cpuSeconds: 1, cpuByProcess: {}, peakMb: 300 },
    });
    expect(standingOf('x', CORPUS, [run(1), bad, run(1)])).toMatchObject({ refused: 7, peakMb: 300 });
  });

  it('is correct only where every run left each content as often as it should, and nothing else', () => {
    const correct = (details: Partial<Run>): boolean =>
      standingOf('x', CORPUS, [run(1), run(1, details)]).correct;
    expect(correct({})).toBe(true);
    expect(correct({ found: ['a', 'b', 'c'] })).toBe(false);
    expect(correct({ found: ['a', 'b', 'c', 'c'] })).toBe(false);
    expect(correct({ found: ['a', 'b', 'b', 'c', 'stray'] })).toBe(false);
  });
});
