import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.js';
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
