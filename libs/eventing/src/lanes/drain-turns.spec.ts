import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Breakers } from '../breakers.js';
import { DrainTurns } from './drain-turns.js';
import { LaneShares } from './lane-shares.js';

const FIRMS = ['a', 'b', 'c', 'd'] as const;

/** Turns at some places, with breakers that are told by hand. */
function turnsAt(places: number, most = places) {
  let now = 0;
  const breakers = new Breakers<string>(() => now);
  const shares = new LaneShares(places, () => most);
  const turns = new DrainTurns(shares, breakers);
  const take = (...waiting: readonly string[]): string | undefined => {
    const firm = turns.next(waiting);
    if (firm !== undefined) shares.take(firm, breakers.begin(firm));
    return firm;
  };
  const break_ = (...firms: readonly string[]): void => {
    for (const firm of firms) breakers.failed(firm);
    now += 60_000;
  };
  return { turns, shares, breakers, take, break_ };
}

/** Notes that one firm was served before others that could begin, and that it was so no second time. */
function pass(passed: Map<string, Map<string, number>>, could: readonly string[], begun: string): void {
  for (const firm of could) {
    if (firm === begun) continue;
    const counts = passed.get(firm) ?? new Map<string, number>();
    passed.set(firm, counts.set(begun, (counts.get(begun) ?? 0) + 1));
    for (const count of counts.values()) expect(count).toBe(1);
  }
}

describe('DrainTurns', () => {
  it('lets the firm come next whose turn is longest ago, whatever its work waits for', () => {
    const { shares, take } = turnsAt(1);
    const taken = Array.from({ length: 5 }, () => {
      const firm = take('backlog', 'small') ?? '';
      shares.giveBack(firm, false);
      return firm;
    });
    expect(taken).toEqual(['backlog', 'small', 'backlog', 'small', 'backlog']);
  });

  it('passes over a firm that has its share, and begins nothing where all places are taken', () => {
    const { take } = turnsAt(4, 3);
    expect([take('a'), take('a'), take('a'), take('a'), take('a', 'b'), take('c')]).toEqual([
      'a',
      'a',
      'a',
      undefined,
      'b',
      undefined,
    ]);
  });

  it('lets two firms that are held back probe side by side, once each, and leaves a place to others', () => {
    const { take, break_ } = turnsAt(3);
    break_('x', 'y', 'z');
    expect([take('x', 'y', 'z'), take('x', 'y', 'z'), take('x', 'y', 'z'), take('z', 'well')]).toEqual([
      'x',
      'y',
      undefined,
      'well',
    ]);
  });

  it('takes turns between probes and what flows at one place, however many firms probe', () => {
    const { shares, breakers, take, break_ } = turnsAt(1);
    break_('x', 'y', 'z');
    const taken = Array.from({ length: 6 }, () => {
      const firm = take('x', 'y', 'z', 'well') ?? '';
      shares.giveBack(firm, breakers.isOpen(firm));
      breakers.abandoned(firm);
      return firm;
    });
    expect(taken).toEqual(['x', 'well', 'y', 'well', 'z', 'well']);
  });

  it('begins no firm twice while another one waits that could begin, whatever ends in between', () => {
    const steps = fc.array(fc.record({ waiting: fc.subarray([...FIRMS]), ends: fc.boolean() }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        steps,
        (places, most, all) => {
          const { shares, take } = turnsAt(places, most);
          const running: string[] = [];
          /** Who waited and could begin at every turn since its own last one: for how many turns of each other firm. */
          const passed = new Map<string, Map<string, number>>();
          for (const { waiting, ends } of all) {
            const ended = ends ? running.shift() : undefined;
            if (ended !== undefined) shares.giveBack(ended, false);
            const could = waiting.filter((firm) => !shares.areTaken && !shares.hasItsShare(firm));
            for (const firm of FIRMS) if (!could.includes(firm)) passed.delete(firm);
            const begun = take(...waiting);
            expect(begun === undefined).toBe(could.length === 0);
            if (begun === undefined) continue;
            running.push(begun);
            passed.delete(begun);
            pass(passed, could, begun);
          }
        },
      ),
    );
  });

  it('remembers no turns once nobody waits', () => {
    const { turns, shares, take } = turnsAt(1);
    for (const firm of ['a', 'b']) {
      take(firm);
      shares.giveBack(firm, false);
    }
    turns.forget();
    expect(take('b', 'a')).toBe('b');
  });
});
