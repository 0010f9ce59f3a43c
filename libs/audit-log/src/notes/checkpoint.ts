import { AuditError } from '../errors.js';
import { HASH_BYTES } from '../merkle/hashes.js';
import type { VerifierKey } from './keys.js';
import { parseNote, verifyNote, type SignedNote } from './signed-note.js';

/** What a log says of itself at one moment. @see https://c2sp.org/tlog-checkpoint */
export interface Checkpoint {
  /** Name of the log, for ever. */
  readonly origin: string;
  /** Leaves. */
  readonly size: number;
  readonly root: Buffer;
  /** Lines of no meaning to the log’s clients. */
  readonly extensions: readonly string[];
}

/** A checkpoint whose signature was verified. */
export interface VerifiedCheckpoint extends Checkpoint {
  readonly note: SignedNote;
  readonly signers: readonly VerifierKey[];
}

const malformed = (why: string): AuditError =>
  new AuditError('AUDIT_CHECKPOINT_MALFORMED', `the checkpoint ${why}`);

/** The text of a checkpoint, to be signed. */
export const checkpointText = ({ origin, size, root, extensions }: Checkpoint): string =>
  [origin, String(size), root.toString('base64'), ...extensions].map((line) => `${line}\n`).join('');

/** Reads a checkpoint’s text without trusting it. @throws AuditError AUDIT_CHECKPOINT_MALFORMED */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', hash = '', ...extensions] = text.slice(0, -1).split('\n');
  const root = Buffer.from(hash, 'base64');
  if (origin === '') throw malformed('names no log');
  if (!/^(0|[1-9][0-9]{0,14})$/.test(size)) throw malformed('has no decimal size');
  if (root.length !== HASH_BYTES || root.toString('base64') !== hash) throw malformed('has no root hash');
  if (extensions.includes('')) throw malformed('has an empty line');
  return { origin, size: Number(size), root, extensions };
}

/**
 * Reads a signed checkpoint and verifies it against the keys of one log.
 * @param origin the log that it must be of
 * @throws AuditError of the note, of the signature, AUDIT_OTHER_LOG
 */
export function openCheckpoint(
  note: string,
  keys: readonly VerifierKey[],
  origin: string,
): VerifiedCheckpoint {
  const parsed = parseNote(note);
  const checkpoint = parseCheckpoint(parsed.text);
  if (checkpoint.origin !== origin) {
    throw new AuditError('AUDIT_OTHER_LOG', `it is of the log ${checkpoint.origin}, not of ${origin}`);
  }
  return { ...checkpoint, note: parsed, signers: verifyNote(parsed, keys) };
}
