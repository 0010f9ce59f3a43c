import { hash } from 'node:crypto';

/** Bytes of a hash. */
export const HASH_BYTES = 32;

const LEAF = 0;
const NODE = 1;

/** Hash of a leaf. @see RFC 6962 §2.1: SHA-256(0x00 || entry) */
export function leafHash(entry: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(1 + entry.length);
  bytes[0] = LEAF;
  bytes.set(entry, 1);
  return hash('sha256', bytes, 'buffer');
}

/** Hash of a node. @see RFC 6962 §2.1: SHA-256(0x01 || left || right) */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(1 + left.length + right.length);
  bytes[0] = NODE;
  bytes.set(left, 1);
  bytes.set(right, 1 + left.length);
  return hash('sha256', bytes, 'buffer');
}

/** Root of the tree without leaves. @see RFC 6962 §2.1: SHA-256() */
export const EMPTY_ROOT: Buffer = hash('sha256', '', 'buffer');

/** The largest power of two below `count`, for `count` > 1: where RFC 6962 splits a tree. */
export function splitOf(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/**
 * Root over subtrees of one size, the last of which may be smaller: RFC 6962 splits at powers of two, so the shape over
 * them is the shape over leaves. Pairing from the left, level by level, with an odd last one going up as it is, gives
 * that shape.
 */
export function rootOver(subtrees: readonly Buffer[]): Buffer {
  let level = subtrees;
  while (level.length > 1) level = pairs(level);
  return level[0] ?? EMPTY_ROOT;
}

function pairs(level: readonly Buffer[]): readonly Buffer[] {
  const above: Buffer[] = [];
  for (const [place, left] of level.entries()) {
    if (place % 2 === 1) continue;
    const right = level[place + 1];
    above.push(right === undefined ? left : nodeHash(left, right));
  }
  return above;
}
