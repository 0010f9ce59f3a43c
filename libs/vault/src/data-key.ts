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

/** Makes a firm’s data key. */
export function makeDataKey(ring: KeyRing, firm: string): DataKey {
  const key = randomBytes(MASTER_KEY_BYTES);
  return { wrapped: ring.seal(key, { firm, purpose: PURPOSE }), vault: createVault({ masterKey: key }) };
}

/** @throws VaultError VAULT_KEY_UNKNOWN, VAULT_TAMPERED; also where it was wrapped for another firm */
export const openDataKey = (ring: KeyRing, firm: string, wrapped: Uint8Array): Vault =>
  createVault({ masterKey: ring.open(wrapped, { firm, purpose: PURPOSE }) });

/**
 * Wraps a data key with the newest master key. What it sealed stays as it is.
 * @returns nothing where the newest wraps it already
 * @throws VaultError VAULT_KEY_UNKNOWN, VAULT_TAMPERED
 */
export function rewrapDataKey(ring: KeyRing, firm: string, wrapped: Uint8Array): Buffer | undefined {
  if (ring.isNewest(wrapped)) return undefined;
  const context = { firm, purpose: PURPOSE };
  return ring.seal(ring.open(wrapped, context), context);
}
