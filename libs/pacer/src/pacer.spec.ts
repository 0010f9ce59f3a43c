import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.js';
import { RateWindow } from './rate-window.js';
import { retryAfterMs } from './retry-after.js';

describe('backoffMs', () => {
  it('grows, is spread over half its length, and never exceeds the longest wait', () => {
    const options = { firstMs: 100, longestMs: 5000 };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, chance) => {
          const full = Math.min(5000, 100 * 2 ** (attempt - 1));
          const wait = backoffMs(attempt, chance, options);
          expect(wait).toBeGreaterThanOrEqual(Math.floor(full / 2));
          expect(wait).toBeLessThanOrEqual(full);
        },
      ),
    );
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-05-01T10:00:00Z');
  it.each([
    ['30', 30_000],
    ['0', 0],
    ['1.5', 1500],
    ['Fri, 01 May 2026 10:00:20 GMT', 20_000],
    ['Fri, 01 May 2026 09:00:00 GMT', 0],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('reads %j as %j', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});

describe('RateWindow', () => {
  it('lets calls through until the budget is used up, then waits for the window’s end', () => {
    const window = new RateWindow();
    window.learn({ remaining: 2, resetMs: 60_000 });
    expect([window.take(0), window.take(0), window.take(0)]).toEqual([0, 0, 60_000]);
    expect(window.take(60_000)).toBe(0);
  });

  it('leaves a share of the window to calls that cannot wait', () => {
    const window = new RateWindow();
    window.learn({ limit: 50, remaining: 17, resetMs: 60_000 });
    expect([window.take(0, 0.3), window.take(0, 0.3), window.take(0, 0.3)]).toEqual([0, 0, 60_000]);
    expect(window.take(0)).toBe(0);
    expect(window.take(60_000, 0.3)).toBe(0);
  });

  it('does not believe an answer that was overtaken by a later one', () => {
    const window = new RateWindow();
    window.learn({ remaining: 0, resetMs: 60_000 });
    window.learn({ remaining: 10, resetMs: 60_000 });
    expect(window.take(10_000)).toBe(50_000);
  });

  it('stays closed for as long as a refusal says', () => {
    const window = new RateWindow();
    window.close(5000);
    window.close(3000);
    expect(window.take(1000)).toBe(4000);
    expect(window.take(5000)).toBe(0);
  });

  it('never lets more calls out in a window than the vendor granted', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.array(fc.nat(59_999), { maxLength: 200 }), (granted, times) => {
        const window = new RateWindow();
        window.learn({ remaining: granted, resetMs: 60_000 });
        const passed = times.filter((at) => window.take(at) === 0).length;
        expect(passed).toBe(Math.min(granted, times.length));
      }),
    );
  });
});
