import { AuditError } from '../errors.js';
import { linesOf } from '../export/export-files.js';
import { parseEarlierLine, type EarlierLine } from '../export/proof-lines.js';
import { verifyConsistency } from '../merkle/verify.js';
import { openCheckpoint, parseCheckpoint, type VerifiedCheckpoint } from '../notes/checkpoint.js';
import type { SignerKey, VerifierKey } from '../notes/keys.js';
import { cosignNote, parseNote, verifyCosignature } from '../notes/signed-note.js';

/** What a witness is asked to sign. */
export interface WitnessRequest {
  /** The signed note of the checkpoint. */
  readonly checkpoint: string;
  /** Proofs of growth that came with it, in the form of `earlier.jsonl`. */
  readonly earlier: Buffer;
  /** The checkpoint that the witness signed last; undefined where it has never seen the log. */
  readonly seen: string | undefined;
  /** Keys of the log. */
  readonly keys: readonly VerifierKey[];
}

/** What came of it. */
export interface Witnessed {
  /** The note with the witness’s line; to be remembered before it is handed out. */
  readonly checkpoint: string;
  readonly size: number;
  /** Size that the log was shown to have grown from; null where the witness sees it for the first time. */
  readonly from: number | null;
}

/**
 * Signs a checkpoint along, if the log grew out of what the witness signed before. A witness that keeps to this never
 * signs two histories of one log.
 * @throws AuditError AUDIT_FORK for another root of the same size, AUDIT_LOG_BEHIND for a smaller log,
 *   AUDIT_PROOF_WRONG where nothing shows that it grew, and of the note, its signature and its log
 * @see https://c2sp.org/tlog-witness, https://c2sp.org/tlog-cosignature
 */
export function witnessCheckpoint(request: WitnessRequest, key: SignerKey, now: Date): Witnessed {
  const { checkpoint: note, keys, seen } = request;
  const newer = openCheckpoint(note, keys, keys[0]?.name ?? '');
  const older = seen === undefined ? undefined : openSeen(seen, keys, key.verifier);
  if (older !== undefined) requireGrowth(older, newer, request.earlier);
  const checkpoint = isSignedBy(newer, key.verifier) ? note : cosignNote(note, key, now);
  return { checkpoint, size: newer.size, from: older?.size ?? null };
}

/** The witness trusts its own memory only under its own signature. */
function openSeen(seen: string, keys: readonly VerifierKey[], witness: VerifierKey): VerifiedCheckpoint {
  const opened = openCheckpoint(seen, keys, keys[0]?.name ?? '');
  verifyCosignature(opened.note, witness);
  return opened;
}

function requireGrowth(older: VerifiedCheckpoint, newer: VerifiedCheckpoint, earlier: Buffer): void {
  if (newer.size < older.size) {
    const sizes = `${newer.size} events, and ${older.size} were seen before`;
    throw new AuditError('AUDIT_LOG_BEHIND', `the checkpoint is of ${sizes}`);
  }
  if (newer.size === older.size) {
    if (newer.root.equals(older.root)) return;
    throw new AuditError('AUDIT_FORK', `two roots for ${older.size} events: somebody rewrote history`);
  }
  const line = proofFrom(older, earlier);
  if (line === undefined) {
    const hint = 'ask for an export --since the checkpoint that was signed last';
    throw new AuditError(
      'AUDIT_PROOF_WRONG',
      `no proof leads from ${older.size} events to ${newer.size}: ${hint}`,
    );
  }
  verifyConsistency({ older, newer, proof: line.proof });
}

/** The proof for the tree that was seen; that tree’s root is the witness’s own, whatever the line says. */
function proofFrom(older: VerifiedCheckpoint, earlier: Buffer): EarlierLine | undefined {
  return linesOf(earlier)
    .lines.map(parseEarlierLine)
    .filter((line) => line !== undefined)
    .find(({ checkpoint }) => parseCheckpoint(parseNote(checkpoint).text).size === older.size);
}

function isSignedBy({ note }: VerifiedCheckpoint, witness: VerifierKey): boolean {
  const isNamed = note.signatures.some(
    ({ name, keyId }) => name === witness.name && keyId.equals(witness.id),
  );
  if (isNamed) verifyCosignature(note, witness);
  return isNamed;
}
