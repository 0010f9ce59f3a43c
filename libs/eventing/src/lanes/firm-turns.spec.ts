import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FirmTurns } from './firm-turns.js';

const always = { firm: (): boolean => true, course: (): boolean => true };
const of = (firm: string, course = 'one') => ({ firm, course });
const butBig = { ...always, firm: (firm: string): boolean => firm !== 'big' };

describe('FirmTurns', () => {
  it('lets a small firm’s piece pass a big firm’s backlog', () => {
    const turns = new FirmTurns<string>();
    for (let index = 0; index < 1000; index += 1) turns.push(of('big'), `big-${index}`);
    turns.take(always);
    turns.push(of('small'), 'small-0');
    expect([turns.take(always), turns.take(always), turns.take(always)]).toEqual([
      'big-1',
      'small-0',
      'big-2',
    ]);
  });

  it('keeps a firm that may not go on in its turn', () => {
    const turns = new FirmTurns<string>();
    turns.push(of('big'), 'big-0');
    turns.push(of('small'), 'small-0');
    expect(turns.take(butBig)).toBe('small-0');
    expect(turns.take(butBig)).toBeUndefined();
    expect(turns.take(always)).toBe('big-0');
  });

  it('lets courses of a firm take turns, and passes over one that may not go on', () => {
    const turns = new FirmTurns<string>();
    for (let index = 0; index < 3; index += 1) turns.push(of('big', 'run'), `run-${index}`);
    turns.push(of('big', 'hook'), 'hook-0');
    turns.push(of('small'), 'small-0');
    expect([turns.take(always), turns.take(always), turns.take(always)]).toEqual([
      'run-0',
      'small-0',
      'hook-0',
    ]);
    turns.push(of('big', 'other hook'), 'hook-1');
    const butRun = { ...always, course: (course: string): boolean => course !== 'run' };
    expect([turns.take(butRun), turns.take(butRun), turns.take(always)]).toEqual([
      'hook-1',
      undefined,
      'run-1',
    ]);
  });

  it('gives everything once, each firm’s own in its order, and between two of one firm at most one of each other', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), (firms) => {
        const turns = new FirmTurns<readonly [string, number]>();
        firms.forEach((firm, index) => turns.push(of(firm), [firm, index]));
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
