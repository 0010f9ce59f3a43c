import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeliveryLimit, takeOne, type Bucket } from './delivery-limit.js';

const RATE = { perSecond: 2, burst: 3 };
const at = (ms: number): Date => new Date(1_700_000_000_000 + ms);

describe('the limit of a hook’s deliveries', () => {
  it.each<[string, Bucket | undefined, number, number, number]>([
    ['a hook never seen may make its burst', undefined, 0, 2, 0],
    ['the last one is taken', { left: 1, atMs: 0 }, 0, 0, 0],
    ['an empty bucket says when the next one fits', { left: 0, atMs: 0 }, 0, 0, 500],
    ['half a delivery is waited for half as long', { left: 0, atMs: 0 }, 250, 0.5, 250],
    ['time fills it', { left: 0, atMs: 0 }, 500, 0, 0],
    ['a long rest fills it no higher than the burst', { left: 0, atMs: 0 }, 3_600_000, 2, 0],
    ['a clock that goes back fills nothing', { left: 0, atMs: 5000 }, 1000, 0, 500],
  ])('%s', (...[, bucket, nowMs, left, waitMs]) => {
    expect(takeOne(bucket, RATE, nowMs)).toEqual({ bucket: { left, atMs: nowMs }, waitMs });
  });

  it('never lets more through than the burst and what time added, and takes what waited as long as told', () => {
    const rates = fc.record({
      perSecond: fc.integer({ min: 1, max: 500 }),
      burst: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(rates, fc.array(fc.nat({ max: 2000 }), { maxLength: 200 }), (rate, pauses) => {
        let [bucket, nowMs, taken]: [Bucket | undefined, number, number] = [undefined, 0, 0];
        for (const pause of pauses) {
          nowMs += pause;
          const one = takeOne(bucket, rate, nowMs);
          bucket = one.bucket;
          if (one.waitMs === 0) taken += 1;
          // Rounding of the sum may cost another millisecond.
          else expect(takeOne(bucket, rate, nowMs + one.waitMs + 1).waitMs).toBe(0);
        }
        expect(taken).toBeLessThanOrEqual(rate.burst + (nowMs * rate.perSecond) / 1000 + 1e-6);
      }),
    );
  });

  it('keeps hooks apart', () => {
    const limit = new DeliveryLimit({ perSecond: 1, burst: 1 });
    expect([limit.take('a', at(0)), limit.take('a', at(0)), limit.take('b', at(0))]).toEqual([0, 1000, 0]);
  });

  it('remembers a bounded number of hooks, those that delivered last', () => {
    const limit = new DeliveryLimit({ perSecond: 1, burst: 1 }, 2);
    for (const token of ['a', 'b', 'a', 'c']) limit.take(token, at(0));
    expect(limit.size).toBe(2);
    expect(limit.take('a', at(0))).toBe(1000);
    expect(limit.take('b', at(0))).toBe(0);
  });
});
