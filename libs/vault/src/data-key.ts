import { randomBytes } from 'node:crypto';
import type { KeyRing } from './key-ring.js';
import { MASTER_KEY_BYTES } from './master-key.js';
import { createVault, type Vault } from './vault.js';

/** Part of every wrapped key: never rename it. */
const PURPOSE = 'data-key';

/** A firm’s own key: it seals the firm’s secrets, and is itself sealed by a master key. Without it they are noise. */
export interface DataKey {
  /** To be stored. */
  readonly wrapped: Buffer;
  readonly vault: Vault;
}

/** Makes a firm’s data key. @throws KeyServiceUnavailable */
export async function makeDataKey(ring: KeyRing, firm: string): Promise<DataKey> {
  const key = randomBytes(MASTER_KEY_BYTES);
  return {
    wrapped: await ring.seal(key, { firm, purpose: PURPOSE }),
    vault: createVault({ masterKey: key }),
  };
}

/**
 * @throws VaultError VAULT_KEY_UNKNOWN, VAULT_TAMPERED; also where it was wrapped for another firm
 * @throws KeyServiceUnavailable
 */
export const openDataKey = async (ring: KeyRing, firm: string, wrapped: Uint8Array): Promise<Vault> =>
  createVault({ masterKey: await ring.open(wrapped, { firm, purpose: PURPOSE }) });

/**
 * Wraps a data key with the newest master key. What it sealed stays as it is.
 * @returns nothing where the newest wraps it already
 * @throws VaultError VAULT_KEY_UNKNOWN, VAULT_TAMPERED
 * @throws KeyServiceUnavailable
 */
export async function rewrapDataKey(
  ring: KeyRing,
  firm: string,
  wrapped: Uint8Array,
): Promise<Buffer | undefined> {
  if (ring.isNewest(wrapped)) return undefined;
  const context = { firm, purpose: PURPOSE };
  return ring.seal(await ring.open(wrapped, context), context);
}
