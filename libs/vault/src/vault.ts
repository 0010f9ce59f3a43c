import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { VaultError } from './errors.js';
import { keyIdOf, requireLength } from './master-key.js';

/** Whose secret it is and what for; opening needs the same. */
export interface SecretContext {
  readonly firm: string;
  /** E.g. `clio-refresh-token`. */
  readonly purpose: string;
}

/** Seals small secrets (tokens, passwords) for storage. */
export interface Vault {
  /** Sealed bytes, different each time. */
  seal(plaintext: Uint8Array, context: SecretContext): Buffer;
  /** @throws VaultError VAULT_TAMPERED, VAULT_KEY_UNKNOWN */
  open(sealed: Uint8Array, context: SecretContext): Buffer;
}

/** First byte of what this version seals. Another form (envelope encryption) takes another byte. */
const FORMAT = 1;
const KEY_ID_BYTES = 8;
/** NIST SP 800-38D §5.2.1.1: 96-bit nonces; random ones serve for 2^32 seals a key (§8.3). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;

/**
 * AES-256-GCM with a random nonce. Layout: format (1) · key id (8) · nonce (12) · ciphertext · tag (16).
 * Format, key id, firm and purpose are authenticated: moved to another firm or purpose, a secret does not open.
 * @throws VaultError VAULT_KEY_INVALID for a key that has not 32 bytes
 */
export function createVault(options: { readonly masterKey: Buffer }): Vault {
  const key = requireLength(Buffer.from(options.masterKey));
  const keyId = keyIdOf(key);
  return Object.freeze({
    seal: (plaintext: Uint8Array, context: SecretContext) => seal(key, keyId, plaintext, context),
    open: (sealed: Uint8Array, context: SecretContext) => open(key, keyId, Buffer.from(sealed), context),
  });
}

/** Which key sealed it, in hexadecimal digits; empty where the bytes name none. */
export const sealedWith = (sealed: Uint8Array): string =>
  Buffer.from(sealed)
    .subarray(1, 1 + KEY_ID_BYTES)
    .toString('hex');

function seal(key: Buffer, keyId: Buffer, plaintext: Uint8Array, context: SecretContext): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(keyId, context));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.of(FORMAT), keyId, nonce, ciphertext, cipher.getAuthTag()]);
}

function open(key: Buffer, keyId: Buffer, sealed: Buffer, context: SecretContext): Buffer {
  requireKnownKey(keyId, sealed);
  const nonce = sealed.subarray(1 + KEY_ID_BYTES, HEADER_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(keyId, context));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plaintext = decipher.update(sealed.subarray(HEADER_BYTES, -TAG_BYTES));
  try {
    return Buffer.concat([plaintext, decipher.final()]);
  } catch (cause) {
    throw new VaultError(
      'VAULT_TAMPERED',
      'the sealed secret was changed, or belongs to another firm or purpose',
      {
        cause,
      },
    );
  }
}

function requireKnownKey(keyId: Buffer, sealed: Buffer): void {
  if (sealed.length < HEADER_BYTES + TAG_BYTES) {
    throw new VaultError('VAULT_TAMPERED', `a sealed secret has at least ${HEADER_BYTES + TAG_BYTES} bytes`);
  }
  if (sealed[0] !== FORMAT) {
    throw new VaultError(
      'VAULT_KEY_UNKNOWN',
      `sealed in form ${sealed[0]}, which this version does not know`,
    );
  }
  const named = sealed.subarray(1, 1 + KEY_ID_BYTES);
  if (!named.equals(keyId)) {
    throw new VaultError(
      'VAULT_KEY_UNKNOWN',
      `sealed with key ${named.toString('hex')}, not ${keyId.toString('hex')}`,
    );
  }
}

/** JSON keeps firm and purpose apart, whatever they hold. */
const associatedData = (keyId: Buffer, { firm, purpose }: SecretContext): Buffer =>
  Buffer.from(JSON.stringify([FORMAT, keyId.toString('hex'), firm, purpose]), 'utf8');
