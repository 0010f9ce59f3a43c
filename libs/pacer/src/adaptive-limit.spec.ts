import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdaptiveLimit, type Ticket } from './adaptive-limit.js';

/** A vendor that takes so many calls in each second and refuses the rest, in virtual time. */
interface Vendor {
  readonly perSecond: number;
  readonly callMs: number;
  readonly afterMs: number;
}

interface Tally {
  taken: number;
  refused: number;
}

const STEP_MS = 10;

/** Calls as fast as the limit lets them for some minutes; tells what happened after the first. */
function run(limit: AdaptiveLimit, { perSecond, callMs, afterMs }: Vendor, minutes: number): Tally {
  const settled: Tally = { taken: 0, refused: 0 };
  let underWay: { ticket: Ticket; endsMs: number; refused: boolean }[] = [];
  let inSecond = 0;
  for (let now = 0; now < minutes * 60_000; now += STEP_MS) {
    if (now % 1000 === 0) inSecond = 0;
    for (const call of underWay.filter(({ endsMs }) => endsMs <= now)) {
      limit.leave(call.ticket, now, call.refused ? { kind: 'refused', afterMs } : { kind: 'ended' });
    }
    underWay = underWay.filter(({ endsMs }) => endsMs > now);
    for (let entered = limit.enter(now); typeof entered === 'object'; entered = limit.enter(now)) {
      inSecond += 1;
      const refused = inSecond > perSecond;
      underWay.push({ ticket: entered, endsMs: now + (refused ? STEP_MS : callMs), refused });
      if (now >= 60_000) settled[refused ? 'refused' : 'taken'] += 1;
    }
  }
  return settled;
}

describe('an adaptive limit', () => {
  it('settles just below what the vendor takes: refusals are rare, and half of the room or more is used', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 400 }),
        fc.integer({ min: 20, max: 400 }),
        fc.integer({ min: 0, max: 2000 }),
        (perSecond, callMs, afterMs) => {
          const limit = new AdaptiveLimit({ most: 32 });
          const { taken, refused } = run(limit, { perSecond, callMs, afterMs }, 6);
          const possible = Math.min(perSecond, 32_000 / callMs) * 300;
          expect(refused).toBeLessThan(Math.max(60, taken * 0.02));
          expect(taken).toBeGreaterThan(possible * 0.5);
        },
      ),
      // Where one call at once is half of what the vendor takes, whole calls alone would waste the other half.
      { numRuns: 100, examples: [[7, 281, 1271]] },
    );
  });

  it('uses all it may where nobody refuses', () => {
    const limit = new AdaptiveLimit({ most: 16 });
    run(limit, { perSecond: Infinity, callMs: 60, afterMs: 0 }, 1);
    expect(limit.limit).toBe(16);
  });

  it('does not grow while it is not what holds calls back', () => {
    const limit = new AdaptiveLimit({ start: 4 });
    for (let now = 0; now < 1000; now += 10) {
      const ticket = limit.enter(now);
      if (typeof ticket === 'object') limit.leave(ticket, now + 5, { kind: 'ended' });
    }
    expect(limit.limit).toBe(4);
  });

  it('cuts once for all calls that were under way', () => {
    const limit = new AdaptiveLimit({ start: 10 });
    const tickets = Array.from({ length: 10 }, () => limit.enter(0)).filter((one) => typeof one === 'object');
    expect(limit.enter(0)).toBe(Infinity);
    for (const ticket of tickets) limit.leave(ticket, 50, { kind: 'refused', afterMs: 1000 });
    expect(limit.limit).toBeCloseTo(7);
  });

  it('lets nobody in before the longest wait that was asked for is over', () => {
    const limit = new AdaptiveLimit({ start: 2 });
    const [one, other] = [limit.enter(0), limit.enter(0)];
    if (typeof one === 'number' || typeof other === 'number') throw new TypeError('both are let in');
    limit.leave(one, 100, { kind: 'refused', afterMs: 5000 });
    limit.leave(other, 200, { kind: 'refused', afterMs: 1000 });
    expect(limit.enter(200)).toBe(4900);
    expect(typeof limit.enter(5100)).toBe('object');
  });
});
