import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LaneShares, mostProbes } from './lane-shares.js';

const lanes = fc.integer({ min: 1, max: 300 });

describe('mostProbes', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
    [11, 2],
    [12, 3],
    [256, 64],
  ])('of %i lanes is %i', (all, most) => {
    expect(mostProbes(all)).toBe(most);
  });

  it('leaves a lane to what flows and gives two firms one each, where there are as many', () => {
    fc.assert(
      fc.property(lanes, (all) => {
        const most = mostProbes(all);
        expect(most).toBeGreaterThanOrEqual(all >= 3 ? 2 : 1);
        expect(most).toBeLessThanOrEqual(Math.max(1, all - 1));
        expect(most).toBeLessThanOrEqual(Math.max(2, all / 4));
      }),
    );
  });
});

describe('LaneShares', () => {
  const taking = fc.record({
    firm: fc.constantFrom('a', 'b', 'c'),
    isProbe: fc.boolean(),
    gives: fc.boolean(),
  });

  it('gives no firm more than it may have, and never more than there are, whatever is given back between', () => {
    fc.assert(
      fc.property(lanes, fc.integer({ min: 1, max: 9 }), fc.array(taking), (all, most, steps) => {
        const shares = new LaneShares(all, (firm) => (firm === 'a' ? 1 : most));
        const taken: { readonly firm: string; readonly isProbe: boolean }[] = [];
        for (const { firm, isProbe, gives } of steps) {
          const back = gives ? taken.shift() : undefined;
          if (back !== undefined) shares.giveBack(back.firm, back.isProbe);
          const may = !shares.areTaken && !shares.hasItsShare(firm) && (!isProbe || shares.mayProbe);
          if (may) {
            taken.push({ firm, isProbe });
            shares.take(firm, isProbe);
          }
          const of = (name: string): number => taken.filter((one) => one.firm === name).length;
          expect(taken.length).toBeLessThanOrEqual(all);
          expect(of('a')).toBeLessThanOrEqual(1);
          for (const other of ['b', 'c']) expect(of(other)).toBeLessThanOrEqual(most);
          expect(taken.filter((one) => one.isProbe).length).toBeLessThanOrEqual(mostProbes(all));
          expect(shares.areFree).toBe(taken.length === 0);
        }
      }),
    );
  });
});
