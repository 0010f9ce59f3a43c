import { VaultError } from './errors.js';
import { heldKey } from './kept/held-key.js';
import type { MasterKey } from './kept/master-key.port.js';
import { sealedWith, type SecretContext } from './vault.js';

/** Several master keys at once: the newest seals, each opens what it sealed. This is how a master key is replaced. */
export interface KeyRing {
  /** @throws KeyServiceUnavailable */
  seal(plaintext: Uint8Array, context: SecretContext): Promise<Buffer>;
  /** @throws VaultError VAULT_TAMPERED, VAULT_KEY_UNKNOWN; KeyServiceUnavailable */
  open(sealed: Uint8Array, context: SecretContext): Promise<Buffer>;
  /** Whether the newest key sealed it; what an older one sealed is to be sealed anew. */
  isNewest(sealed: Uint8Array): boolean;
}

/**
 * @param masterKeys newest first, at least one; the bytes of one, or one that is kept elsewhere
 * @throws VaultError VAULT_KEY_INVALID, also where two go by one name
 */
export function createKeyRing(masterKeys: readonly (Buffer | MasterKey)[]): KeyRing {
  const keys = masterKeys.map((key) => (Buffer.isBuffer(key) ? heldKey(key) : key));
  const [newest] = keys;
  if (newest === undefined) throw new VaultError('VAULT_KEY_INVALID', 'there is no master key');
  const byId = new Map(keys.map((key) => [key.id.toString('hex'), key]));
  if (byId.size < keys.length) throw new VaultError('VAULT_KEY_INVALID', 'a master key is named twice');
  const newestId = newest.id.toString('hex');
  return Object.freeze<KeyRing>({
    seal: (plaintext, context) => newest.seal(plaintext, context),
    // A key that is not here: the newest says so.
    open: (sealed, context) => (byId.get(sealedWith(sealed)) ?? newest).open(sealed, context),
    isNewest: (sealed) => sealedWith(sealed) === newestId,
  });
}
