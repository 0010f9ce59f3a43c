import { AuditError } from '../errors.js';
import { EMPTY_ROOT, nodeHash, splitOf } from './hashes.js';

/** Where hashes of complete subtrees come from. */
export interface NodeReader {
  /** The subtree over leaves `index · 2^level` to `(index + 1) · 2^level`, that one excluded. */
  node(level: number, index: number): Promise<Buffer>;
}

/** Root of the tree over leaves from `start` to `end`, that one excluded. */
export async function rootOf(nodes: NodeReader, start: number, end: number): Promise<Buffer> {
  const count = end - start;
  if (count === 0) return EMPTY_ROOT;
  const level = Math.log2(count);
  if (Number.isInteger(level)) return nodes.node(level, start / count);
  const split = start + splitOf(count);
  return nodeHash(await rootOf(nodes, start, split), await rootOf(nodes, split, end));
}

/**
 * The audit path of a leaf in the tree of `size` leaves.
 * @throws AuditError AUDIT_NOT_IN_LOG where the tree has no such leaf
 * @see RFC 6962 §2.1.1
 */
export async function proveInclusion(nodes: NodeReader, leaf: number, size: number): Promise<Buffer[]> {
  if (!Number.isSafeInteger(leaf) || leaf < 0 || leaf >= size) {
    throw new AuditError('AUDIT_NOT_IN_LOG', `a log of ${size} leaves has no leaf ${leaf}`);
  }
  const path = async (start: number, end: number): Promise<Buffer[]> => {
    if (end - start === 1) return [];
    const split = start + splitOf(end - start);
    return leaf < split
      ? [...(await path(start, split)), await rootOf(nodes, split, end)]
      : [...(await path(split, end)), await rootOf(nodes, start, split)];
  };
  return path(0, size);
}

/**
 * Proof that the tree of `newer` leaves begins with the tree of `older` leaves.
 * @throws AuditError AUDIT_NOT_IN_LOG where `older` is larger than `newer`
 * @see RFC 6962 §2.1.2
 */
export async function proveConsistency(nodes: NodeReader, older: number, newer: number): Promise<Buffer[]> {
  if (older > newer) throw new AuditError('AUDIT_NOT_IN_LOG', `${newer} leaves do not begin with ${older}`);
  if (older === 0 || older === newer) return [];
  /** @param known whether the verifier has the root of `start`..`end` already */
  const path = async (start: number, end: number, known: boolean): Promise<Buffer[]> => {
    if (end === older) return known ? [] : [await rootOf(nodes, start, end)];
    const split = start + splitOf(end - start);
    return older <= split
      ? [...(await path(start, split, known)), await rootOf(nodes, split, end)]
      : [...(await path(split, end, false)), await rootOf(nodes, start, split)];
  };
  return path(0, newer, true);
}
