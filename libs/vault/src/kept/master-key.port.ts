import type { SecretContext } from '../vault.js';

/** Bytes of a key’s public name. */
export const KEY_ID_BYTES = 8;

/** A master key, wherever it is kept: it wraps data keys. What it sealed names the form (1 byte) and the key (8 bytes). */
export interface MasterKey {
  /** Public name of the key; it tells keys apart and nothing of their bits. */
  readonly id: Buffer;
  /** @throws KeyServiceUnavailable */
  seal(plaintext: Uint8Array, context: SecretContext): Promise<Buffer>;
  /** @throws VaultError VAULT_TAMPERED, VAULT_KEY_UNKNOWN; KeyServiceUnavailable */
  open(sealed: Uint8Array, context: SecretContext): Promise<Buffer>;
}
