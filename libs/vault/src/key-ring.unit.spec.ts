import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyRing, createVault, openKeyRing, VaultError } from './index.js';

const key = (fill: number): Buffer => Buffer.alloc(32, fill);
const context = { firm: 'reyes-partners', purpose: 'clio-refresh-token' };
const secret = Buffer.from('not-a-real-token');

const coded = (code: string) => expect.objectContaining({ name: 'VaultError', code }) as VaultError;

describe('a ring of master keys', () => {
  it('opens what any of its keys sealed, and seals with the newest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(255), { minLength: 1, maxLength: 5 }), async (fills) => {
        const ring = createKeyRing(fills.map(key));
        for (const [index, fill] of fills.entries()) {
          const sealed = createVault({ masterKey: key(fill) }).seal(secret, context);
          expect(await ring.open(sealed, context)).toEqual(secret);
          expect(ring.isNewest(sealed)).toBe(index === 0);
        }
        const sealed = await ring.seal(secret, context);
        expect(createVault({ masterKey: key(fills[0] ?? 0) }).open(sealed, context)).toEqual(secret);
      }),
    );
  });

  it('refuses what a key sealed that was taken off it', async () => {
    const sealed = await createKeyRing([key(1)]).seal(secret, context);
    await expect(createKeyRing([key(2)]).open(sealed, context)).rejects.toEqual(coded('VAULT_KEY_UNKNOWN'));
  });

  it('refuses bytes that are too short to name a key', async () => {
    const opening = createKeyRing([key(1)]).open(Buffer.alloc(3), context);
    await expect(opening).rejects.toEqual(coded('VAULT_TAMPERED'));
    expect(createKeyRing([key(1)]).isNewest(Buffer.alloc(0))).toBe(false);
  });

  it('needs a key, and each once', () => {
    expect(() => createKeyRing([])).toThrow(coded('VAULT_KEY_INVALID'));
    expect(() => createKeyRing([key(1), key(1)])).toThrow(coded('VAULT_KEY_INVALID'));
  });

  it('reads keys from configuration, newest first', async () => {
    const ring = openKeyRing(` ${key(1).toString('base64')}\n${key(2).toString('base64')} `, {
      now: () => 0,
    });
    const older = await createKeyRing([key(2)]).seal(secret, context);
    expect(await ring.open(older, context)).toEqual(secret);
    expect([ring.isNewest(older), ring.isNewest(await ring.seal(secret, context))]).toEqual([false, true]);
    for (const text of ['', 'fake']) {
      expect(() => openKeyRing(text, { now: () => 0 })).toThrow(coded('VAULT_KEY_INVALID'));
    }
  });
});
