import { createHash, type Hash } from 'node:crypto';

/** Dropbox hashes blocks of 4 MiB (developers reference, “content hash”). */
export const BLOCK_BYTES = 4 * 1024 * 1024;

/**
 * Dropbox’s content hash as bytes flow: SHA-256 of each 4 MiB block, and SHA-256 of those digests in a row.
 */
export class ContentHasher {
  readonly #overall = createHash('sha256');
  #block: Hash | null = null;
  #inBlock = 0;

  update(bytes: Uint8Array): this {
    for (let from = 0; from < bytes.length;) {
      this.#block ??= createHash('sha256');
      const piece = bytes.subarray(from, from + BLOCK_BYTES - this.#inBlock);
      this.#block.update(piece);
      this.#inBlock += piece.length;
      from += piece.length;
      if (this.#inBlock === BLOCK_BYTES) this.#endBlock();
    }
    return this;
  }

  /** Lower-case hex; ends the hasher. */
  digest(): string {
    this.#endBlock();
    return this.#overall.digest('hex');
  }

  #endBlock(): void {
    if (this.#block !== null) this.#overall.update(this.#block.digest());
    this.#block = null;
    this.#inBlock = 0;
  }
}

/** The content hash of bytes that are at hand. */
export const contentHash = (bytes: Uint8Array): string => new ContentHasher().update(bytes).digest();
