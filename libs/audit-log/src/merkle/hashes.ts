import { createHash } from 'node:crypto';

/** Bytes of a hash. */
export const HASH_BYTES = 32;

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** Hash of a leaf. @see RFC 6962 §2.1: SHA-256(0x00 || entry) */
export const leafHash = (entry: Uint8Array): Buffer =>
  createHash('sha256').update(LEAF).update(entry).digest();

/** Hash of a node. @see RFC 6962 §2.1: SHA-256(0x01 || left || right) */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  createHash('sha256').update(NODE).update(left).update(right).digest();

/** Root of the tree without leaves. @see RFC 6962 §2.1: SHA-256() */
export const EMPTY_ROOT: Buffer = createHash('sha256').digest();

/** The largest power of two below `count`, for `count` > 1: where RFC 6962 splits a tree. */
export function splitOf(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/**
 * Root over subtrees of one size, the last of which may be smaller: RFC 6962 splits at powers of two, so the shape over
 * them is the shape over leaves.
 */
export function rootOver(subtrees: readonly Buffer[]): Buffer {
  const [only] = subtrees;
  if (only === undefined) return EMPTY_ROOT;
  if (subtrees.length === 1) return only;
  const split = splitOf(subtrees.length);
  return nodeHash(rootOver(subtrees.slice(0, split)), rootOver(subtrees.slice(split)));
}
