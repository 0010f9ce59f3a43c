import { createHash } from 'node:crypto';
import { BLOCK_BYTES } from './content-hash.js';

/** What bytes are, without the bytes. */
export interface ContentDigest {
  readonly size: number;
  /** Dropbox content hash, lower-case hex. */
  readonly contentHash: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Reads a stream to its end and keeps nothing of it but its hashes. @throws what the stream throws */
export async function digestContent(source: AsyncIterable<Uint8Array>): Promise<ContentDigest> {
  const [whole, overall] = [createHash('sha256'), createHash('sha256')];
  let block = createHash('sha256');
  let [size, inBlock] = [0, 0];
  for await (const piece of source) {
    whole.update(piece);
    size += piece.length;
    for (let from = 0; from < piece.length;) {
      const part = piece.subarray(from, from + BLOCK_BYTES - inBlock);
      block.update(part);
      from += part.length;
      inBlock += part.length;
      if (inBlock < BLOCK_BYTES) continue;
      overall.update(block.digest());
      [block, inBlock] = [createHash('sha256'), 0];
    }
  }
  if (inBlock > 0) overall.update(block.digest());
  return { size, contentHash: overall.digest('hex'), sha256: whole.digest('hex') };
}
