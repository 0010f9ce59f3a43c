import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PositionSet } from './position-set.js';

describe('PositionSet', () => {
  it('tells what is new from what was there, for any positions that a column holds', () => {
    const position = fc.oneof(fc.bigInt(0n, 70_000n), fc.bigInt(0n, 2n ** 63n - 1n));
    fc.assert(
      fc.property(fc.array(position), (positions) => {
        const [ours, known] = [new PositionSet(), new Set<bigint>()];
        for (const one of positions) {
          expect(ours.add(one)).toBe(!known.has(one));
          known.add(one);
        }
      }),
    );
  });
});
