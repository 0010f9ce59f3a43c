import { describe, expect, it } from 'vitest';
import { standingOf, type Standing } from './contest.js';
import { parseCorpus } from './corpus.js';
import { ratiosOf, shortfallsOf } from './judge.js';

const NAMES = { pipeline: 'pipeline', uploader: 'uploader', rcloneSync: 'rclone' };

const RUN = {
  files: 1000,
  seconds: 1,
  calls: { calls: 70, refused: 0, byRoute: {} },
  cost: { cpuSeconds: 1, cpuByProcess: {}, peakMb: 100 },
  found: ['a'],
  expected: ['a'],
};

const standing = (
  contestant: string,
  filesPerSecond: number,
  details: Partial<Standing> = {},
  corpus = '1000x100KB',
): Standing => ({
  ...standingOf(contestant, parseCorpus(corpus), [RUN]),
  filesPerSecond,
  ...details,
});

const rclone = standing('rclone', 10, { callsPerFile: 3, refused: 4 });

describe('a contest', () => {
  it('holds where both are as fast as they should be; the others’ calls are their own affair', () => {
    const standings = [standing('pipeline', 20), standing('uploader', 80), rclone];
    expect(ratiosOf(standings, NAMES, '1000x100KB')).toEqual({ pipeline: 2, uploader: 8 });
    expect(shortfallsOf(standings, NAMES)).toEqual([]);
  });

  it.each([
    ['a slow pipeline', [standing('pipeline', 19.8), rclone]],
    ['a slow uploader', [standing('uploader', 79), rclone]],
    ['a refused call', [standing('pipeline', 20, { refused: 1 })]],
    ['many calls a file', [standing('uploader', 80, { callsPerFile: 0.11 })]],
    ['wrong content, whoever left it', [standing('rclone', 10, { correct: false })]],
  ])('does not hold with %s', (_, standings) => {
    expect(shortfallsOf(standings, NAMES)).toHaveLength(1);
  });

  it('does not judge who did not run, the speed of another corpus, or calls of large files', () => {
    const large = standing('uploader', 1, { callsPerFile: 52 }, '20x200MB');
    const alone = [standing('pipeline', 1), large, standing('rclone', 1, {}, '20x200MB')];
    expect(shortfallsOf(alone, NAMES)).toEqual([]);
    expect(ratiosOf(alone, NAMES, '1000x100KB')).toEqual({ pipeline: null, uploader: null });
  });
});
