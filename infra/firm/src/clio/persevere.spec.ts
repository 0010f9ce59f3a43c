import { describe, expect, it } from 'vitest';
import { PassingTrouble, persevere, retryAfterMs } from './persevere.js';

function failing(kind: PassingTrouble['kind'], times: number) {
  const tries = { count: 0 };
  const attempt = async () => {
    tries.count += 1;
    if (tries.count <= times) throw new PassingTrouble(kind, 'trouble', { waitMs: 0 });
    return 'made';
  };
  return { tries, attempt };
}

describe('persevering', () => {
  it('looks before it tries again when the outcome was lost, and only then', async () => {
    for (const [kind, looks] of [
      ['lost', 2],
      ['busy', 0],
    ] as const) {
      const { attempt } = failing(kind, 2);
      let looked = 0;
      const settle = async () => {
        looked += 1;
        return undefined;
      };
      expect(await persevere<string>(attempt, settle)).toBe('made');
      expect(looked).toBe(looks);
    }
  });

  it('takes what it finds instead of trying again', async () => {
    const { tries, attempt } = failing('lost', 99);
    expect(await persevere(attempt, async () => 'found')).toBe('found');
    expect(tries.count).toBe(1);
  });

  it('gives up after nine lost tries, and waits out far more refusals for too many calls', async () => {
    const lost = failing('lost', 99);
    await expect(persevere(lost.attempt)).rejects.toMatchObject({ code: 'FIRM_CLIO_UNAVAILABLE' });
    expect(lost.tries.count).toBe(9);
    expect(await persevere(failing('busy', 99).attempt)).toBe('made');
  });

  it('passes on at once what another try cannot mend', async () => {
    let tries = 0;
    const attempt = async () => {
      tries += 1;
      throw new TypeError('broken');
    };
    await expect(persevere(attempt)).rejects.toThrow(TypeError);
    expect(tries).toBe(1);
  });

  it('reads Retry-After in seconds', () => {
    expect([retryAfterMs('2'), retryAfterMs('0'), retryAfterMs(null), retryAfterMs('soon')]).toEqual([
      2000,
      0,
      undefined,
      undefined,
    ]);
  });
});
