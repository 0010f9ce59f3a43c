import { canonicalJson } from '@counterpart/contracts';
import { HASH_BYTES } from '../merkle/hashes.js';
import { member, numberAt, textAt } from '../story/member.js';

/** A line of `proofs.jsonl`: where an event stands in the log, and the path from there to the root. */
export interface ProofLine {
  /** Index in the log, from 0. */
  readonly leaf: number;
  /** The event’s leaf hash. */
  readonly hash: Buffer;
  /** The event’s id and time, to say what is wrong where an event does not fit its hash. Proven by nothing. */
  readonly id: string;
  readonly time: string;
  readonly path: readonly Buffer[];
}

/** A line of `earlier.jsonl`: a checkpoint the log grew out of. */
export interface EarlierLine {
  /** The signed note. */
  readonly checkpoint: string;
  /** Consistency proof from it to the export’s checkpoint. */
  readonly proof: readonly Buffer[];
}

const base64 = (hash: Buffer): string => hash.toString('base64');

export const proofLine = (line: ProofLine): Buffer =>
  Buffer.from(
    canonicalJson({
      leaf: line.leaf,
      hash: base64(line.hash),
      id: line.id,
      time: line.time,
      path: line.path.map(base64),
    }),
  );

export const earlierLine = ({ checkpoint, proof }: EarlierLine): Buffer =>
  Buffer.from(canonicalJson({ checkpoint, proof: proof.map(base64) }));

/** @returns undefined for bytes that are no such line, to the letter */
export function parseProofLine(bytes: Buffer): ProofLine | undefined {
  const value = parseJson(bytes);
  const [leaf, hash] = [numberAt(value, 'leaf'), hashOf(member(value, 'hash'))];
  const [id, time] = [textAt(value, 'id'), textAt(value, 'time')];
  const path = hashesOf(member(value, 'path'));
  if (leaf === null || hash === undefined || id === null || time === null || path === undefined) {
    return undefined;
  }
  return exactly({ leaf, hash, id, time, path }, proofLine, bytes);
}

/** @returns undefined for bytes that are no such line, to the letter */
export function parseEarlierLine(bytes: Buffer): EarlierLine | undefined {
  const value = parseJson(bytes);
  const [checkpoint, proof] = [textAt(value, 'checkpoint'), hashesOf(member(value, 'proof'))];
  if (checkpoint === null || proof === undefined) return undefined;
  return exactly({ checkpoint, proof }, earlierLine, bytes);
}

/** One value has one form: any other bytes are refused. */
function exactly<Line>(line: Line, write: (line: Line) => Buffer, bytes: Buffer): Line | undefined {
  try {
    return write(line).equals(bytes) ? line : undefined;
  } catch {
    // Text that canonical JSON cannot hold.
    return undefined;
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function hashOf(value: unknown): Buffer | undefined {
  if (typeof value !== 'string') return undefined;
  const hash = Buffer.from(value, 'base64');
  return hash.length === HASH_BYTES && base64(hash) === value ? hash : undefined;
}

function hashesOf(value: unknown): readonly Buffer[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const hashes = value.map(hashOf);
  return hashes.every((hash) => hash !== undefined) ? hashes : undefined;
}
