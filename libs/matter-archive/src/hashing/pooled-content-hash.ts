import { createHash, webcrypto } from 'node:crypto';
import { BLOCK_BYTES } from '@counterpart/dropbox-client';

/** Full blocks that may wait for the thread pool before the writer is asked to wait too. */
const MOST_WAITING = 3;

/**
 * Dropbox’s content hash with its 4 MiB blocks hashed on the thread pool, beside the caller.
 * `digest` may be asked for at any point and tells the hash of what came so far.
 */
export class PooledContentHash {
  readonly #overall = createHash('sha256');
  /** What was done to `#overall`, one after another. */
  #chain: Promise<void> = Promise.resolve();
  #waiting: Promise<void>[] = [];
  #block = Buffer.alloc(0);
  #filled = 0;

  update(bytes: Uint8Array): void {
    for (let rest = bytes; rest.length > 0;) {
      if (this.#filled === this.#block.length) this.#grow(rest.length); // Never beyond a block, which is sent when full.
      const part = rest.subarray(0, this.#block.length - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      rest = rest.subarray(part.length);
      if (this.#filled === BLOCK_BYTES) this.#send();
    }
  }

  /** Waits until the pool has caught up far enough. */
  async room(): Promise<void> {
    while (this.#waiting.length > MOST_WAITING) await this.#waiting.shift();
  }

  /** Lower-case hex. */
  async digest(): Promise<string> {
    const tail = this.#block.subarray(0, this.#filled);
    // In the chain, so that blocks sent from now on come after it.
    const soFar = this.#chain.then(() => this.#overall.copy());
    this.#chain = soFar.then(() => undefined);
    const overall = await soFar;
    if (tail.length > 0) overall.update(createHash('sha256').update(tail).digest());
    return overall.digest('hex');
  }

  /** Small inputs are the most: they never take a whole block of memory. */
  #grow(wanted: number): void {
    const size = Math.min(BLOCK_BYTES, Math.max(2 * this.#block.length, wanted, 64 * 1024));
    const grown = Buffer.allocUnsafeSlow(size);
    grown.set(this.#block.subarray(0, this.#filled));
    this.#block = grown;
  }

  #send(): void {
    // WebCrypto takes a copy at once (W3C, “digest”), so the block is free for the next bytes.
    const hashing = webcrypto.subtle.digest('SHA-256', this.#block);
    this.#chain = this.#chain.then(async () => void this.#overall.update(Buffer.from(await hashing)));
    this.#waiting.push(this.#chain);
    this.#filled = 0;
  }
}
