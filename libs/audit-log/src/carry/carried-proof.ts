import { AuditError } from '../errors.js';
import type { ProvenEvent } from '../export/write-export.js';
import { HASH_BYTES, leafHash } from '../merkle/hashes.js';
import { verifyInclusion } from '../merkle/verify.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import { member, numberAt, textAt } from '../story/member.js';
import { readTrailEvent, type TrailEvent } from '../story/trail-event.js';

/** An event and its way to a signed root, as JSON: it goes along with what the event tells of, such as a file in a ZIP. */
export interface CarriedProof {
  /** The event’s exact text: its leaf is SHA-256(0x00 || text) (RFC 6962 §2.1). */
  readonly event: string;
  /** Index in the log, from 0. */
  readonly leaf: number;
  /** Audit path, from the leaf to the root, base64 (RFC 6962 §2.1.1). */
  readonly path: readonly string[];
}

export const carriedProof = ({ bytes, leaf, path }: ProvenEvent): CarriedProof => ({
  event: bytes.toString('utf8'),
  leaf,
  path: path.map((hash) => hash.toString('base64')),
});

/**
 * Reads a proof without trusting it and follows it to the root of a checkpoint whose signature was verified.
 * @returns the event that is in the log
 * @throws AuditError AUDIT_PROOF_WRONG, and of events that cannot be read
 */
export function openCarriedProof(
  value: unknown,
  { size, root }: Pick<Checkpoint, 'size' | 'root'>,
): TrailEvent {
  const [event, leaf, path] = [textAt(value, 'event'), numberAt(value, 'leaf'), pathIn(value)];
  if (event === null || leaf === null || path === undefined) {
    throw new AuditError('AUDIT_PROOF_WRONG', 'it is no proof');
  }
  const bytes = Buffer.from(event, 'utf8');
  verifyInclusion({ leafHash: leafHash(bytes), leaf, size, proof: path }, root);
  return readTrailEvent(bytes);
}

function pathIn(value: unknown): readonly Buffer[] | undefined {
  const path = member(value, 'path');
  if (!Array.isArray(path)) return undefined;
  const hashes = path.map((one: unknown) =>
    typeof one === 'string' ? Buffer.from(one, 'base64') : undefined,
  );
  return hashes.every((hash) => hash?.length === HASH_BYTES)
    ? hashes.filter((hash) => hash !== undefined)
    : undefined;
}
