import { keyIdOf } from '../master-key.js';
import { createVault } from '../vault.js';
import type { MasterKey } from './master-key.port.js';

/** A master key that the process itself holds. @throws VaultError VAULT_KEY_INVALID for a key that has not 32 bytes */
export function heldKey(masterKey: Buffer): MasterKey {
  const vault = createVault({ masterKey });
  return Object.freeze<MasterKey>({
    id: keyIdOf(masterKey),
    seal: (plaintext, context) => Promise.resolve(vault.seal(plaintext, context)),
    open: async (sealed, context) => Promise.resolve(vault.open(sealed, context)),
  });
}
