import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { BLOCK_BYTES } from '@counterpart/dropbox-client';
import { PooledContentHash } from './pooled-content-hash.js';

/** What a file’s bytes are, as seen while they flowed. */
export interface Digests {
  readonly size: number;
  /** CRC-32 as in ZIP (APPNOTE 4.4.7). */
  readonly crc32: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Dropbox’s content hash, lower-case hex. */
  readonly contentHash: string;
}

/** Takes CRC-32, SHA-256 and Dropbox’s content hash of bytes as they flow. */
export class EntryDigest {
  readonly #sha256 = createHash('sha256');
  /** A file of one block needs none of its own: its block’s digest is its SHA-256. */
  readonly #content: PooledContentHash | undefined;
  #crc = 0;
  #size = 0;

  /** @param size bytes that will come */
  constructor(size: number) {
    this.#content = size > BLOCK_BYTES ? new PooledContentHash() : undefined;
  }

  async update(bytes: Uint8Array): Promise<void> {
    this.#size += bytes.length;
    this.#crc = crc32(bytes, this.#crc);
    this.#content?.update(bytes);
    this.#sha256.update(bytes);
    await this.#content?.room();
  }

  /** Ends the digest. */
  async digest(): Promise<Digests> {
    const sha256 = this.#sha256.digest();
    return {
      size: this.#size,
      crc32: this.#crc,
      sha256: sha256.toString('hex'),
      contentHash: (await this.#content?.digest()) ?? ofOneBlock(this.#size === 0 ? Buffer.alloc(0) : sha256),
    };
  }
}

function ofOneBlock(blockDigests: Buffer): string {
  return createHash('sha256').update(blockDigests).digest('hex');
}
