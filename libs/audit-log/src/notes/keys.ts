import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { AuditError } from '../errors.js';

/** Kinds of signature that we read and write. @see https://c2sp.org/signed-note#signature-types */
export const SIGNATURE = Object.freeze({
  /** Ed25519 over the note’s text. */
  ed25519: 0x01,
  /** Ed25519 cosignature with a time. @see https://c2sp.org/tlog-cosignature */
  cosignature: 0x04,
});
export type SignatureKind = (typeof SIGNATURE)[keyof typeof SIGNATURE];

/** A public key with the name it signs for: C2SP’s “verifier key”. */
export interface VerifierKey {
  readonly name: string;
  readonly kind: SignatureKind;
  /** 4 bytes, to find its signatures; no proof of anything. */
  readonly id: Buffer;
  verify(message: Buffer, signature: Buffer): boolean;
  /** `<name>+<id>+<base64>`. */
  toString(): string;
}

/** A private key with its name. Never logged: its text form is only for the key file. */
export interface SignerKey {
  readonly verifier: VerifierKey;
  sign(message: Buffer): Buffer;
  /** `PRIVATE+KEY+<name>+<id>+<base64>`, the form of golang.org/x/mod/sumdb/note. */
  toPrivateText(): string;
}

/** DER before the 32 bytes of an Ed25519 key. @see RFC 8410 §4, §7 */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const KEY_BYTES = 32;
const PRIVATE_PREFIX = 'PRIVATE+KEY+';

const malformed = (what: string, cause?: unknown): AuditError =>
  new AuditError('AUDIT_KEY_MALFORMED', what, { cause });

/** A new key of that name. @throws AuditError AUDIT_KEY_MALFORMED for a name that notes cannot carry */
export function generateKey(name: string, kind: SignatureKind = SIGNATURE.ed25519): SignerKey {
  return signerOf(name, kind, generateKeyPairSync('ed25519').privateKey);
}

/** Reads a private key’s text. @throws AuditError AUDIT_KEY_MALFORMED; the message never holds the key */
export function parseSignerKey(text: string): SignerKey {
  const trimmed = text.trim();
  if (!trimmed.startsWith(PRIVATE_PREFIX)) throw malformed('a private key begins with PRIVATE+KEY+');
  const { name, id, kind, bytes } = partsOf(trimmed.slice(PRIVATE_PREFIX.length));
  const signer = signerOf(
    name,
    kind,
    createPrivateKey({ key: Buffer.concat([PKCS8, bytes]), format: 'der', type: 'pkcs8' }),
  );
  if (!signer.verifier.id.equals(id)) throw malformed(`the id of the private key ${name} does not fit it`);
  return signer;
}

/** Reads a public key’s text. @throws AuditError AUDIT_KEY_MALFORMED */
export function parseVerifierKey(text: string): VerifierKey {
  const { name, id, kind, bytes } = partsOf(text.trim());
  const key = verifierOf(name, kind, bytes);
  if (!key.id.equals(id)) throw malformed(`the id of the key ${name} does not fit it`);
  return key;
}

interface KeyParts {
  readonly name: string;
  readonly id: Buffer;
  readonly kind: SignatureKind;
  readonly bytes: Buffer;
}

/** Names have no `+`, the base64 part may. */
function partsOf(text: string): KeyParts {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u.exec(text);
  const [, name = '', id = '', base64 = ''] = match ?? [];
  const bytes = Buffer.from(base64, 'base64');
  const kind = Object.values(SIGNATURE).find((known) => known === bytes[0]);
  if (match === null || kind === undefined || bytes.length !== 1 + KEY_BYTES) {
    throw malformed('a key has the form name+id+base64 and is an Ed25519 key');
  }
  return { name, id: Buffer.from(id, 'hex'), kind, bytes: bytes.subarray(1) };
}

function signerOf(name: string, kind: SignatureKind, key: KeyObject): SignerKey {
  const seed = key.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8.length);
  const publicBytes = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI.length);
  const verifier = verifierOf(name, kind, publicBytes);
  return {
    verifier,
    sign: (message) => sign(null, message, key),
    toPrivateText: () => `${PRIVATE_PREFIX}${textOf(name, verifier.id, kind, seed)}`,
  };
}

function verifierOf(name: string, kind: SignatureKind, bytes: Buffer): VerifierKey {
  if (!/^[^+\s]+$/u.test(name)) throw malformed('a key’s name has neither space nor plus sign');
  const key = createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' });
  const id = keyId(name, kind, bytes);
  return {
    name,
    kind,
    id,
    verify: (message, signature) => signature.length === 64 && verify(null, message, key, signature),
    toString: () => textOf(name, id, kind, bytes),
  };
}

/** SHA-256(name || 0x0A || kind || key), its first 4 bytes. @see https://c2sp.org/signed-note#signatures */
const keyId = (name: string, kind: SignatureKind, bytes: Buffer): Buffer =>
  createHash('sha256').update(name).update(Buffer.of(0x0a, kind)).update(bytes).digest().subarray(0, 4);

const textOf = (name: string, id: Buffer, kind: SignatureKind, bytes: Buffer): string =>
  `${name}+${id.toString('hex')}+${Buffer.concat([Buffer.of(kind), bytes]).toString('base64')}`;
