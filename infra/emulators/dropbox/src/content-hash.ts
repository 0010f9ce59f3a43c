import { createHash, hash, type Hash } from 'node:crypto';

const BLOCK = 4 * 1024 * 1024;

/** SHA-256 digests of the 4 MiB blocks of bytes as they flow; the last may be of a shorter one. */
export class BlockDigests {
  readonly #digests: Buffer[] = [];
  #block: Hash | null = null;
  #filled = 0;

  update(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      this.#block ??= createHash('sha256');
      const take = Math.min(BLOCK - this.#filled, bytes.length - at);
      this.#block.update(bytes.subarray(at, at + take));
      this.#filled += take;
      at += take;
      if (this.#filled === BLOCK) this.#close();
    }
  }

  /** All digests, in order. */
  end(): readonly Buffer[] {
    this.#close();
    return this.#digests;
  }

  #close(): void {
    if (this.#block !== null) this.#digests.push(this.#block.digest());
    this.#block = null;
    this.#filled = 0;
  }
}

/** Whether bytes of this length end at the end of a block. */
export const isWholeBlocks = (size: number): boolean => size % BLOCK === 0;

/** Dropbox’s content hash (developers reference): SHA-256 over the SHA-256 digests of 4 MiB blocks. */
export const contentHash = (digests: readonly Buffer[]): string =>
  hash('sha256', Buffer.concat(digests), 'hex');
