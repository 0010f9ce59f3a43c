import { Transform, type Readable } from 'node:stream';
import { BodyTooLarge, type Blob } from '../blob-store.js';
import { contentHash } from '../content-hash.js';
import { currentFault } from '../faults.js';
import { routeError } from '../wire/api-error.js';
import type { Exchange } from '../wire/exchange.js';

/** Most bytes of one upload call (files.stone). */
const MOST_BYTES = 150 * 1024 * 1024;

/** Reads the body and checks it against the hash that came with it, which covers just these bytes. */
export async function readBody(
  { state, request }: Exchange,
  expected: string | null | undefined,
): Promise<Blob> {
  const body = currentFault('bit-flip') === undefined ? request : damaged(request);
  const blob = await state.blobs.write(body, MOST_BYTES).catch((error: unknown) => {
    throw error instanceof BodyTooLarge ? routeError(['payload_too_large']) : error;
  });
  if (expected !== null && expected !== undefined && expected !== contentHash(blob.digests)) {
    await state.blobs.discard([blob]);
    throw routeError(['content_hash_mismatch']);
  }
  if (currentFault('rot') === undefined) return blob;
  return state.blobs.write(damagedCopy(state.blobs.read([blob], 0)), MOST_BYTES);
}

const damaged = (body: Readable): Readable => body.pipe(flip());

/** Bytes that differ from the stored ones in one bit. */
function damagedCopy(bytes: AsyncIterable<Buffer>): Readable {
  const flipping = flip();
  void (async (): Promise<void> => {
    for await (const chunk of bytes) flipping.write(chunk);
    flipping.end();
  })();
  return flipping;
}

function flip(): Transform {
  let isFlipped = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done): void {
      const copy = Buffer.from(chunk);
      if (!isFlipped) copy[0] = (copy[0] ?? 0) ^ 1;
      isFlipped = true;
      done(null, copy);
    },
  });
}
