import { createHash } from 'node:crypto';
import type { DropboxClient } from './client.js';
import { ContentHasher } from './content-hash.js';

/** What is to be staged. */
export interface StagingOptions {
  readonly client: Pick<DropboxClient, 'startSession' | 'append'>;
  readonly source: AsyncIterable<Uint8Array>;
  /** Bytes of one call; a multiple of 4 MiB, at most 150 MiB (files.stone). */
  readonly chunkBytes: number;
  readonly signal?: AbortSignal;
}

/** Bytes in a closed session, and what they are. */
export interface Staged {
  readonly session: string;
  readonly size: number;
  readonly contentHash: string;
  readonly sha256: string;
}

/**
 * Streams bytes into an upload session and closes it. What fits into one chunk takes one call; no more than two
 * chunks are in memory, whatever the size. Hashes are taken of the bytes as they leave the source.
 */
export async function stageContent(options: StagingOptions): Promise<Staged> {
  const { client, source, chunkBytes } = options;
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const contentHasher = new ContentHasher();
  const sha256 = createHash('sha256');
  let session: string | undefined;
  let size = 0;
  for await (const { bytes, last } of inChunks(source, chunkBytes)) {
    contentHasher.update(bytes);
    sha256.update(bytes);
    if (session === undefined) session = await client.startSession(bytes, { close: last, ...signal });
    else await client.append(session, size, bytes, { close: last, ...signal });
    size += bytes.length;
  }
  session ??= await client.startSession(Buffer.alloc(0), { close: true, ...signal });
  return { session, size, contentHash: contentHasher.digest(), sha256: sha256.digest('hex') };
}

/** Full chunks, the last one marked: it is known only when the source has ended. */
async function* inChunks(
  source: AsyncIterable<Uint8Array>,
  chunkBytes: number,
): AsyncGenerator<{ readonly bytes: Buffer; readonly last: boolean }, void> {
  let pieces: Uint8Array[] = [];
  let gathered = 0;
  for await (const piece of source) {
    let rest = piece;
    while (gathered + rest.length > chunkBytes) {
      const room = chunkBytes - gathered;
      yield { bytes: Buffer.concat([...pieces, rest.subarray(0, room)]), last: false };
      [pieces, gathered, rest] = [[], 0, rest.subarray(room)];
    }
    pieces.push(rest);
    gathered += rest.length;
  }
  if (gathered > 0) yield { bytes: Buffer.concat(pieces), last: true };
}
