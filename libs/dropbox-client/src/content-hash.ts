import { createHash, hash, type Hash } from 'node:crypto';

/** Dropbox hashes blocks of 4 MiB (developers reference, “content hash”). */
export const BLOCK_BYTES = 4 * 1024 * 1024;

/** SHA-256 of each 4 MiB block, one after another; the bytes begin at a block’s start. */
export function blockDigests(bytes: Uint8Array): Buffer {
  const digests: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += BLOCK_BYTES) {
    digests.push(hash('sha256', bytes.subarray(from, from + BLOCK_BYTES), 'buffer'));
  }
  return Buffer.concat(digests);
}

/** Dropbox’s content hash from the digests of all blocks: lower-case hex. */
export const hashOfDigests = (digests: Uint8Array): string => hash('sha256', digests, 'hex');

/** The content hash of bytes that are at hand. */
export const contentHash = (bytes: Uint8Array): string => hashOfDigests(blockDigests(bytes));

/** The content hash of a file whose blocks come one after another. */
export class BlockHasher {
  readonly #overall: Hash = createHash('sha256');

  /** Takes the digests of the next blocks. */
  add(digests: Uint8Array): void {
    this.#overall.update(digests);
  }

  /** The content hash of what came so far; more may follow. */
  soFar(): string {
    return this.#overall.copy().digest('hex');
  }
}
