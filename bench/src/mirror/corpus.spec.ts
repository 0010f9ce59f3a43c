import { describe, expect, it } from 'vitest';
import { bytesOf, digestsOf, filesOf, parseCorpus } from './corpus.js';

describe('a corpus', () => {
  it('is written as a number of files and their size in decimal units', () => {
    expect(parseCorpus('20x200MB')).toEqual({ name: '20x200MB', files: 20, bytes: 200_000_000 });
    for (const wrong of ['', '20', 'x100KB', '20x100', '20x100KiB']) {
      expect(() => parseCorpus(wrong)).toThrow(RangeError);
    }
  });

  it('has the announced size, the same bytes each time, and no two files alike', () => {
    const files = filesOf(parseCorpus('5x1500KB'));
    for (const file of files) {
      const size = [...bytesOf(file)].reduce((sum, piece) => sum + piece.length, 0);
      expect(size).toBe(1_500_000);
    }
    expect(digestsOf(files)).toEqual(digestsOf(files));
    expect(new Set(digestsOf(files)).size).toBe(5);
  });
});
