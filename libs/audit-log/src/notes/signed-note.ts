import { AuditError } from '../errors.js';
import { SIGNATURE, type SignerKey, type VerifierKey } from './keys.js';

/** One signature line, not yet verified. */
interface NoteSignature {
  readonly name: string;
  readonly keyId: Buffer;
  /** What follows the key id: for Ed25519 64 bytes, for a cosignature 8 bytes of time before them. */
  readonly bytes: Buffer;
}

/** A text with signatures, not yet verified. */
export interface SignedNote {
  /** Ends in a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A cosignature that was verified. */
export interface Cosignature {
  readonly name: string;
  /** When the witness signed. */
  readonly time: Date;
}

const LINE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/u;
const TIME_BYTES = 8;
const MOST_SIGNATURES = 100;

const malformed = (why: string): AuditError => new AuditError('AUDIT_NOTE_MALFORMED', `the note ${why}`);

/** Signs a text that ends in a newline, with every key. @see https://c2sp.org/signed-note */
export function signNote(text: string, keys: readonly SignerKey[]): string {
  requireText(text);
  const lines = keys.map((key) => lineOf(key.verifier, key.sign(Buffer.from(text))));
  return `${text}\n${lines.join('')}`;
}

/** Adds a witness’s cosignature to a note. @see https://c2sp.org/tlog-cosignature */
export function cosignNote(note: string, key: SignerKey, now: Date): string {
  const { text } = parseNote(note);
  if (key.verifier.kind !== SIGNATURE.cosignature) {
    throw new AuditError('AUDIT_KEY_MALFORMED', `${key.verifier.name} is no key of a witness`);
  }
  const seconds = Math.floor(now.getTime() / 1000);
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(seconds));
  const signature = key.sign(cosignedMessage(text, BigInt(seconds)));
  return `${note}${lineOf(key.verifier, Buffer.concat([time, signature]))}`;
}

/** Reads a note without trusting it. @throws AuditError AUDIT_NOTE_MALFORMED */
export function parseNote(note: string): SignedNote {
  if (!note.isWellFormed() || !note.endsWith('\n'))
    throw malformed('is no UTF-8 text that ends in a newline');
  const split = note.lastIndexOf('\n\n');
  if (split === -1) throw malformed('has no signatures');
  const text = note.slice(0, split + 1);
  requireText(text);
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) throw malformed('has too many signatures');
  return { text, signatures: lines.map(signatureOf) };
}

/**
 * Verifies a note: at least one of the keys signed it, and none of their signatures is wrong. Signatures of unknown
 * keys are passed over, as the specification asks.
 * @returns the keys that signed
 * @throws AuditError AUDIT_SIGNATURE_MISSING, AUDIT_SIGNATURE_WRONG
 */
export function verifyNote(note: SignedNote, keys: readonly VerifierKey[]): readonly VerifierKey[] {
  const signers = keys.filter((key) => {
    const signature = signatureBy(note, key);
    if (signature === undefined) return false;
    if (key.kind === SIGNATURE.ed25519 && key.verify(Buffer.from(note.text), signature.bytes)) return true;
    throw new AuditError('AUDIT_SIGNATURE_WRONG', `the signature of ${key.name} does not fit the text`);
  });
  if (signers.length > 0) return signers;
  const names = note.signatures.map(({ name }) => name).join(', ');
  throw new AuditError('AUDIT_SIGNATURE_MISSING', `none of the given keys signed it; it names ${names}`);
}

/** Whether a key signed a note. */
export function hasSigned(note: SignedNote, key: VerifierKey): boolean {
  const signature = signatureBy(note, key);
  if (signature === undefined || key.kind !== SIGNATURE.ed25519) return false;
  return key.verify(Buffer.from(note.text), signature.bytes);
}

/**
 * Verifies a witness’s cosignature.
 * @throws AuditError AUDIT_SIGNATURE_MISSING, AUDIT_SIGNATURE_WRONG
 */
export function verifyCosignature(note: SignedNote, witness: VerifierKey): Cosignature {
  const signature = signatureBy(note, witness);
  if (signature === undefined || witness.kind !== SIGNATURE.cosignature) {
    throw new AuditError('AUDIT_SIGNATURE_MISSING', `the witness ${witness.name} has not signed`);
  }
  const isLongEnough = signature.bytes.length === TIME_BYTES + 64;
  const seconds = isLongEnough ? signature.bytes.readBigUInt64BE() : 0n;
  const bytes = signature.bytes.subarray(TIME_BYTES);
  if (!isLongEnough || !witness.verify(cosignedMessage(note.text, seconds), bytes)) {
    throw new AuditError(
      'AUDIT_SIGNATURE_WRONG',
      `the signature of the witness ${witness.name} does not fit`,
    );
  }
  return { name: witness.name, time: new Date(Number(seconds) * 1000) };
}

const signatureBy = (note: SignedNote, key: VerifierKey): NoteSignature | undefined =>
  note.signatures.find(({ name, keyId }) => name === key.name && keyId.equals(key.id));

const cosignedMessage = (text: string, seconds: bigint): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);

const lineOf = (key: VerifierKey, signature: Buffer): string =>
  `— ${key.name} ${Buffer.concat([key.id, signature]).toString('base64')}\n`;

function signatureOf(line: string): NoteSignature {
  const [, name, base64] = LINE.exec(line) ?? [];
  const bytes = Buffer.from(base64 ?? '', 'base64');
  // One signature has one form: base64 whose unused bits are set says the same in other characters.
  const isCanonical = bytes.toString('base64') === base64;
  if (name === undefined || name.includes('+') || bytes.length < 5 || !isCanonical)
    throw malformed('has a signature line of another form');
  return { name, keyId: bytes.subarray(0, 4), bytes: bytes.subarray(4) };
}

/** Text has no control characters but newline, so that nobody sees another text than was signed. */
function requireText(text: string): void {
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (!text.endsWith('\n') || /[\u0000-\u0009\u000b-\u001f]/u.test(text)) {
    throw malformed('has a text with control characters, or without a newline at its end');
  }
}
