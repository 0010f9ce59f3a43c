import { createHash, type Hash } from 'node:crypto';

const BLOCK = 4 * 1024 * 1024;

/** Dropbox’s content hash (developers reference): SHA-256 over the SHA-256 digests of 4 MiB blocks. */
export class ContentHash {
  readonly #all = createHash('sha256');
  #block: Hash = createHash('sha256');
  #filled = 0;

  update(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      const take = Math.min(BLOCK - this.#filled, bytes.length - at);
      this.#block.update(bytes.subarray(at, at + take));
      this.#filled += take;
      at += take;
      if (this.#filled === BLOCK) this.#close();
    }
  }

  digest(): string {
    if (this.#filled > 0) this.#close();
    return this.#all.digest('hex');
  }

  #close(): void {
    this.#all.update(this.#block.digest());
    this.#block = createHash('sha256');
    this.#filled = 0;
  }
}
