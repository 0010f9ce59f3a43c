import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OffsetTracker } from './offset-tracker.js';

describe('OffsetTracker', () => {
  it('keeps law 3: the watermark never passes an unfinished record', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.array(fc.nat(), { maxLength: 200 }), (count, picks) => {
        const tracker = new OffsetTracker();
        const open: bigint[] = [];
        let next = 100n;
        for (const pick of picks) {
          if (pick % 2 === 0 && open.length < count) {
            expect(tracker.begin(next, 10)).toBe(true);
            open.push(next);
            // Offsets have gaps: transaction markers and compaction leave some out.
            next += BigInt(1 + (pick % 3));
          } else if (open.length > 0) {
            tracker.finish(open.splice(pick % open.length, 1)[0] ?? 0n);
          }
          const lowest = open.reduce<bigint | null>(
            (least, one) => (least === null || one < least ? one : least),
            null,
          );
          const { watermark } = tracker;
          if (lowest !== null) expect(watermark).toBe(lowest);
          expect(tracker.records).toBe(open.length);
          expect(tracker.bytes).toBe(open.length * 10);
        }
      }),
    );
  });

  it('takes a record that comes again after a rebalance for one that is in hand', () => {
    const tracker = new OffsetTracker();
    expect(tracker.begin(5n, 1)).toBe(true);
    expect(tracker.begin(6n, 1)).toBe(true);
    tracker.finish(5n);
    expect(tracker.begin(5n, 1)).toBe(false);
    expect(tracker.begin(6n, 1)).toBe(false);
    expect(tracker.begin(7n, 1)).toBe(true);
    expect(tracker.watermark).toBe(6n);
  });

  it('has nothing to commit before the first record', () => {
    expect(new OffsetTracker().watermark).toBeNull();
  });
});
