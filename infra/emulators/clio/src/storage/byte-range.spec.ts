import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseRange } from './byte-range.js';

const size = fc.integer({ min: 0, max: 50 });
const position = fc.integer({ min: 0, max: 60 });

describe('a byte range', () => {
  it('with both ends names what a slice of the body would hold', () => {
    fc.assert(
      fc.property(size, position, position, (length, first, last) => {
        const body = Array.from({ length }, (_, index) => index);
        const range = parseRange(`bytes=${first}-${last}`, length);
        const wanted = last < first ? body : body.slice(first, last + 1);
        if (range === 'unsatisfiable') expect(wanted).toEqual([]);
        else expect(range === null ? body : body.slice(range.start, range.end + 1)).toEqual(wanted);
      }),
    );
  });

  it('counted from the end names the last bytes', () => {
    fc.assert(
      fc.property(size, position, (length, suffix) => {
        const range = parseRange(`bytes=-${suffix}`, length);
        if (length === 0 || suffix === 0) expect(range).toBe('unsatisfiable');
        else expect(range).toEqual({ start: Math.max(0, length - suffix), end: length - 1 });
      }),
    );
  });

  it('that is not one plain range of bytes means the whole body', () => {
    for (const header of [undefined, '', 'bytes=-', 'bytes=1-2,4-5', 'lines=1-2', 'bytes=5-2']) {
      expect(parseRange(header, 10)).toBeNull();
    }
  });
});
