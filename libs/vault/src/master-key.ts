import { createHash } from 'node:crypto';
import { VaultError } from './errors.js';

/** Bytes of a master key (AES-256). */
export const MASTER_KEY_BYTES = 32;

/**
 * Reads a master key from configuration: 32 random bytes in base64 (`openssl rand -base64 32` makes one).
 * @throws VaultError VAULT_KEY_INVALID; the message never holds the text
 */
export function parseMasterKey(text: string): Buffer {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, 'base64');
  // Node's decoder skips what is not base64: a typing error would silently give another key.
  if (key.toString('base64') !== trimmed) {
    throw new VaultError(
      'VAULT_KEY_INVALID',
      'the master key is not base64 (standard alphabet, with padding)',
    );
  }
  return requireLength(key);
}

/** @throws VaultError VAULT_KEY_INVALID for any other number of bytes */
export function requireLength(key: Buffer): Buffer {
  if (key.length !== MASTER_KEY_BYTES) {
    throw new VaultError(
      'VAULT_KEY_INVALID',
      `the master key has ${key.length} bytes instead of ${MASTER_KEY_BYTES}`,
    );
  }
  return key;
}

/** Public name of a key: the first 8 bytes of a hash over it. It tells keys apart and nothing of their bits. */
export const keyIdOf = (key: Buffer): Buffer =>
  createHash('sha256').update('counterpart vault key id\0').update(key).digest().subarray(0, 8);
