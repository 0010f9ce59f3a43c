import { describe, expect, it } from 'vitest';

import { Random } from './random.js';

describe('seeded randomness', () => {
  it('repeats for the same seed and differs for another', () => {
    const draw = (seed: number): string => new Random(seed).hex(16);
    expect(draw(7)).toBe(draw(7));
    expect(draw(7)).not.toBe(draw(8));
  });

  it('strikes about as often as its probability says', () => {
    const random = new Random(1);
    const struck = Array.from({ length: 10_000 }, () => random.chance(0.3)).filter(Boolean).length;
    expect(struck).toBeGreaterThan(2800);
    expect(struck).toBeLessThan(3200);
  });

  it('makes version 4 UUIDs', () => {
    expect(new Random(3).uuid()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});
