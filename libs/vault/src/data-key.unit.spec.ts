import { describe, expect, it } from 'vitest';
import { createKeyRing, makeDataKey, openDataKey, rewrapDataKey, VaultError } from './index.js';

const [older, newer] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const context = { firm: 'reyes', purpose: 'clio-grant' };
const secret = Buffer.from('not-a-real-token');

const coded = (code: string) => expect.objectContaining({ name: 'VaultError', code }) as VaultError;

describe('a firm’s data key', () => {
  it('seals under itself and opens again from its wrapped form', () => {
    const ring = createKeyRing([older]);
    const { wrapped, vault } = makeDataKey(ring, 'reyes');
    const sealed = vault.seal(secret, context);
    expect(openDataKey(ring, 'reyes', wrapped).open(sealed, context)).toEqual(secret);
    expect(() => ring.open(sealed, context)).toThrow(coded('VAULT_KEY_UNKNOWN'));
  });

  it('is each firm’s own: wrapped for one, it does not open for another', () => {
    const ring = createKeyRing([older]);
    const { wrapped } = makeDataKey(ring, 'reyes');
    expect(() => openDataKey(ring, 'hartwell', wrapped)).toThrow(coded('VAULT_TAMPERED'));
    expect(makeDataKey(ring, 'reyes').wrapped).not.toEqual(wrapped);
  });

  it('moves to the newest master key, and what it sealed stays readable without the older one', () => {
    const { wrapped, vault } = makeDataKey(createKeyRing([older]), 'reyes');
    const sealed = vault.seal(secret, context);
    const moved = rewrapDataKey(createKeyRing([newer, older]), 'reyes', wrapped);
    expect(moved).toBeDefined();
    const alone = createKeyRing([newer]);
    expect(openDataKey(alone, 'reyes', moved ?? Buffer.alloc(0)).open(sealed, context)).toEqual(secret);
    expect(rewrapDataKey(alone, 'reyes', moved ?? Buffer.alloc(0))).toBeUndefined();
    expect(() => openDataKey(alone, 'reyes', wrapped)).toThrow(coded('VAULT_KEY_UNKNOWN'));
  });
});
