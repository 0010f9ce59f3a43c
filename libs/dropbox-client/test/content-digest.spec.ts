import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { BLOCK_BYTES, contentHash, digestContent } from '../src/index.js';

async function* inPieces(bytes: Buffer, length: number): AsyncGenerator<Uint8Array, void> {
  for (let from = 0; from < bytes.length; from += length) {
    yield await Promise.resolve(bytes.subarray(from, from + length));
  }
}

it.each([
  [0, 1000],
  [1, 1000],
  [BLOCK_BYTES - 1, 65_536],
  [BLOCK_BYTES, BLOCK_BYTES],
  [BLOCK_BYTES + 1, 999_983],
  [2 * BLOCK_BYTES, 3 * BLOCK_BYTES],
  [2 * BLOCK_BYTES + 17, 65_537],
])('%i bytes that come in pieces of %i have the hashes of the whole', async (size, length) => {
  const bytes = randomBytes(size);
  expect(await digestContent(inPieces(bytes, length))).toEqual({
    size,
    contentHash: contentHash(bytes),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
});
