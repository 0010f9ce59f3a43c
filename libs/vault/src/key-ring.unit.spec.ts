import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyRing, createVault, parseMasterKeys, VaultError } from './index.js';

const key = (fill: number): Buffer => Buffer.alloc(32, fill);
const context = { firm: 'reyes-partners', purpose: 'clio-refresh-token' };
const secret = Buffer.from('not-a-real-token');

const coded = (code: string) => expect.objectContaining({ name: 'VaultError', code }) as VaultError;

describe('a ring of master keys', () => {
  it('opens what any of its keys sealed, and seals with the newest', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(255), { minLength: 1, maxLength: 5 }), (fills) => {
        const ring = createKeyRing(fills.map(key));
        for (const [index, fill] of fills.entries()) {
          const sealed = createVault({ masterKey: key(fill) }).seal(secret, context);
          expect(ring.open(sealed, context)).toEqual(secret);
          expect(ring.isNewest(sealed)).toBe(index === 0);
        }
        const sealed = ring.seal(secret, context);
        expect(createVault({ masterKey: key(fills[0] ?? 0) }).open(sealed, context)).toEqual(secret);
      }),
    );
  });

  it('refuses what a key sealed that was taken off it', () => {
    const sealed = createKeyRing([key(1)]).seal(secret, context);
    expect(() => createKeyRing([key(2)]).open(sealed, context)).toThrow(coded('VAULT_KEY_UNKNOWN'));
  });

  it('refuses bytes that are too short to name a key', () => {
    expect(() => createKeyRing([key(1)]).open(Buffer.alloc(3), context)).toThrow(coded('VAULT_TAMPERED'));
    expect(createKeyRing([key(1)]).isNewest(Buffer.alloc(0))).toBe(false);
  });

  it('needs a key', () => {
    expect(() => createKeyRing([])).toThrow(coded('VAULT_KEY_INVALID'));
  });

  it('reads keys from configuration, newest first', () => {
    const text = ` ${key(1).toString('base64')}\n${key(2).toString('base64')} `;
    expect(parseMasterKeys(text)).toEqual([key(1), key(2)]);
    expect(() => parseMasterKeys('')).toThrow(coded('VAULT_KEY_INVALID'));
    expect(() => parseMasterKeys('fake')).toThrow(coded('VAULT_KEY_INVALID'));
  });
});
