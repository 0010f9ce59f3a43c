import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveEventId } from './event-id.js';

const triple = fc.tuple(fc.string(), fc.string(), fc.nat());

describe('deriveEventId (law 3: the cause gives the id)', () => {
  it('is fixed for ever', () => {
    expect(deriveEventId('018f3f6e-5b0a-7c4e-9d2a-000000000001', 'router.route-document', 0)).toBe(
      deriveEventId('018f3f6e-5b0a-7c4e-9d2a-000000000001', 'router.route-document', 0),
    );
    expect(deriveEventId('cause', 'handler', 0)).toMatchInlineSnapshot(
      `"598bb703-d42e-5227-8da1-ad47312ba86c"`,
    );
  });

  it('is a UUID of version 5 and the RFC variant', () => {
    fc.assert(
      fc.property(triple, (parts) => {
        expect(deriveEventId(...parts)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });

  it('is the same for the same cause, handler and ordinal, and another for any other', () => {
    fc.assert(
      fc.property(triple, triple, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(deriveEventId(...one) === deriveEventId(...other)).toBe(same);
      }),
    );
  });

  it('does not confuse parts that would join to the same text', () => {
    expect(deriveEventId('a', 'b:0', 1)).not.toBe(deriveEventId('a:b', '0', 1));
    expect(deriveEventId('a","b', 'c', 0)).not.toBe(deriveEventId('a', 'b","c', 0));
  });
});
