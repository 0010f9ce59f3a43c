import { describe, expect, it } from 'vitest';
import { createKeyRing, makeDataKey, openDataKey, rewrapDataKey, VaultError } from './index.js';

const [older, newer] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const context = { firm: 'reyes', purpose: 'clio-grant' };
const secret = Buffer.from('not-a-real-token');

const coded = (code: string) => expect.objectContaining({ name: 'VaultError', code }) as VaultError;

describe('a firm’s data key', () => {
  it('seals under itself and opens again from its wrapped form', async () => {
    const ring = createKeyRing([older]);
    const { wrapped, vault } = await makeDataKey(ring, 'reyes');
    const sealed = vault.seal(secret, context);
    expect((await openDataKey(ring, 'reyes', wrapped)).open(sealed, context)).toEqual(secret);
    await expect(ring.open(sealed, context)).rejects.toEqual(coded('VAULT_KEY_UNKNOWN'));
  });

  it('is each firm’s own: wrapped for one, it does not open for another', async () => {
    const ring = createKeyRing([older]);
    const { wrapped } = await makeDataKey(ring, 'reyes');
    await expect(openDataKey(ring, 'hartwell', wrapped)).rejects.toEqual(coded('VAULT_TAMPERED'));
    expect((await makeDataKey(ring, 'reyes')).wrapped).not.toEqual(wrapped);
  });

  it('moves to the newest master key, and what it sealed stays readable without the older one', async () => {
    const { wrapped, vault } = await makeDataKey(createKeyRing([older]), 'reyes');
    const sealed = vault.seal(secret, context);
    const moved = await rewrapDataKey(createKeyRing([newer, older]), 'reyes', wrapped);
    expect(moved).toBeDefined();
    const alone = createKeyRing([newer]);
    const opened = await openDataKey(alone, 'reyes', moved ?? Buffer.alloc(0));
    expect(opened.open(sealed, context)).toEqual(secret);
    expect(await rewrapDataKey(alone, 'reyes', moved ?? Buffer.alloc(0))).toBeUndefined();
    await expect(openDataKey(alone, 'reyes', wrapped)).rejects.toEqual(coded('VAULT_KEY_UNKNOWN'));
  });
});
