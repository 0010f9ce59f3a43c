import { describe, expect, it } from 'vitest';
import { createKeyRing, makeDataKey, openDataKey, VaultError, type MasterKey } from '../src/index.js';

const context = { firm: 'reyes', purpose: 'data-key' };
const secret = Buffer.from('not-a-real-data-key-of-any-firm.');
const coded = (code: string) => expect.objectContaining({ name: 'VaultError', code }) as VaultError;

/** What every master key promises, wherever it is kept. */
export function behavesAsMasterKey(
  kept: string,
  make: () => Promise<MasterKey>,
  other: () => Promise<MasterKey>,
) {
  describe(`a master key ${kept}`, () => {
    it('opens what it sealed, to the same bytes, and seals otherwise each time', async () => {
      const key = await make();
      const sealed = await key.seal(secret, context);
      expect(await key.open(sealed, context)).toEqual(secret);
      expect(await key.open(sealed, context)).toEqual(secret);
      expect(await key.seal(secret, context)).not.toEqual(sealed);
      expect(sealed.includes(secret)).toBe(false);
    });

    it('opens what it sealed in another process', async () => {
      const sealed = await (await make()).seal(secret, context);
      expect(await (await make()).open(sealed, context)).toEqual(secret);
    });

    it('opens for the same firm and purpose alone', async () => {
      const key = await make();
      const sealed = await key.seal(secret, context);
      for (const another of [{ firm: 'hartwell' }, { purpose: 'clio-grant' }, { firm: '', purpose: '' }]) {
        await expect(key.open(sealed, { ...context, ...another })).rejects.toEqual(coded('VAULT_TAMPERED'));
      }
    });

    it('refuses what was changed anywhere, cut off, or is too short to name a key', async () => {
      const key = await make();
      const sealed = await key.seal(secret, context);
      for (let at = 0; at < sealed.length; at += 1) {
        const changed = Buffer.from(sealed);
        changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
        const code = at < 9 ? 'VAULT_KEY_UNKNOWN' : 'VAULT_TAMPERED';
        await expect(key.open(changed, context)).rejects.toEqual(coded(code));
      }
      for (const length of [0, 3, 9, 12]) {
        await expect(key.open(sealed.subarray(0, length), context)).rejects.toEqual(coded('VAULT_TAMPERED'));
      }
    });

    it('is told from another by its name, and opens nothing of it', async () => {
      const [key, stranger] = [await make(), await other()];
      expect(key.id).toHaveLength(8);
      expect(key.id).toEqual((await make()).id);
      expect(key.id).not.toEqual(stranger.id);
      const theirs = await stranger.seal(secret, context);
      await expect(key.open(theirs, context)).rejects.toEqual(coded('VAULT_KEY_UNKNOWN'));
    });

    it('wraps a firm’s data key, beside and after another', async () => {
      const [older, newer] = [await other(), await make()];
      const { wrapped, vault } = await makeDataKey(createKeyRing([older]), 'reyes');
      const sealed = vault.seal(secret, context);
      const both = createKeyRing([newer, older]);
      expect((await openDataKey(both, 'reyes', wrapped)).open(sealed, context)).toEqual(secret);
      expect([both.isNewest(wrapped), createKeyRing([older, newer]).isNewest(wrapped)]).toEqual([
        false,
        true,
      ]);
    });
  });
}
