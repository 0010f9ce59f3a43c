import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FirmTurns } from './firm-turns.js';

const always = (): boolean => true;

describe('FirmTurns', () => {
  it('lets a small firm’s piece pass a big firm’s backlog', () => {
    const turns = new FirmTurns<string>();
    for (let index = 0; index < 1000; index += 1) turns.push('big', `big-${index}`);
    turns.take(always);
    turns.push('small', 'small-0');
    expect([turns.take(always), turns.take(always), turns.take(always)]).toEqual([
      'big-1',
      'small-0',
      'big-2',
    ]);
  });

  it('keeps a firm that may not go on in its turn', () => {
    const turns = new FirmTurns<string>();
    turns.push('big', 'big-0');
    turns.push('small', 'small-0');
    expect(turns.take((firm) => firm !== 'big')).toBe('small-0');
    expect(turns.take((firm) => firm !== 'big')).toBeUndefined();
    expect(turns.take(always)).toBe('big-0');
  });

  it('gives everything once, each firm’s own in its order, and between two of one firm at most one of each other', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), (firms) => {
        const turns = new FirmTurns<readonly [string, number]>();
        firms.forEach((firm, index) => turns.push(firm, [firm, index]));
        const taken = firms.map(() => turns.take(always));
        expect(turns.take(always)).toBeUndefined();
        for (const firm of ['a', 'b', 'c']) {
          const own = taken.filter((item) => item?.[0] === firm).map((item) => item?.[1] ?? -1);
          expect(own).toEqual(own.toSorted((one, other) => one - other));
        }
        const waits = taken.flatMap((item, index) => {
          const next = taken.findIndex((other, place) => place > index && other?.[0] === item?.[0]);
          return next === -1 ? [] : [taken.slice(index + 1, next).map((other) => other?.[0])];
        });
        for (const between of waits) expect(new Set(between).size).toBe(between.length);
      }),
    );
  });
});
