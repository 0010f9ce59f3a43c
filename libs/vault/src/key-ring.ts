import { VaultError } from './errors.js';
import { keyIdOf, parseMasterKey, requireLength } from './master-key.js';
import { createVault, sealedWith, type SecretContext, type Vault } from './vault.js';

/** Several master keys at once: the newest seals, each opens what it sealed. This is how a master key is replaced. */
export interface KeyRing extends Vault {
  /** Whether the newest key sealed it; what an older one sealed is to be sealed anew. */
  isNewest(sealed: Uint8Array): boolean;
}

/**
 * @param masterKeys newest first, at least one
 * @throws VaultError VAULT_KEY_INVALID
 */
export function createKeyRing(masterKeys: readonly Buffer[]): KeyRing {
  const [newest] = masterKeys;
  if (newest === undefined) throw new VaultError('VAULT_KEY_INVALID', 'there is no master key');
  const sealing = createVault({ masterKey: newest });
  const newestId = keyIdOf(requireLength(newest)).toString('hex');
  const vaults = new Map(
    masterKeys.map((masterKey) => [keyIdOf(masterKey).toString('hex'), createVault({ masterKey })]),
  );
  return Object.freeze({
    seal: (plaintext: Uint8Array, context: SecretContext) => sealing.seal(plaintext, context),
    // A key that is not here: the newest says so.
    open: (sealed: Uint8Array, context: SecretContext) =>
      (vaults.get(sealedWith(sealed)) ?? sealing).open(sealed, context),
    isNewest: (sealed: Uint8Array) => sealedWith(sealed) === newestId,
  });
}

/**
 * Reads master keys from configuration: one or more, newest first, separated by white space.
 * @throws VaultError VAULT_KEY_INVALID; the message never holds the text
 */
export const parseMasterKeys = (text: string): readonly Buffer[] =>
  text.trim().split(/\s+/).map(parseMasterKey);
