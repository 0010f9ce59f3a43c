import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES, Deflater } from '../src/packing/deflater.js';
import { noise } from './files.js';

const block = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 5000 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 20_000 }))
    .map(([text, times]) => Buffer.from(text.repeat(times)).subarray(0, BLOCK_BYTES)),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 100_000 })).map(([seed, length]) => noise(seed, length)),
);

describe('the deflater', () => {
  it('gives a file of one block the very bytes that zlib gives it, whatever came before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(block, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        async (blocks, level) => {
          const deflater = new Deflater(level);
          const deflated = await Promise.all(
            blocks.map((one) => deflater.deflate({ block: one, before: undefined, last: true })),
          );
          deflater.close();
          deflated.forEach((bytes, at) => {
            expect(bytes.equals(deflateRawSync(blocks[at] ?? Buffer.alloc(0), { level }))).toBe(true);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('makes one stream of a file’s blocks, which uses what lies before a block', async () => {
    const text = Buffer.from(noise(5, 8000).toString('hex').repeat(6));
    const size = 24_000;
    const blocks = Array.from({ length: text.length / size }, (_, at) =>
      text.subarray(at * size, (at + 1) * size),
    );
    const deflater = new Deflater(6);
    const parts = await Promise.all(
      blocks.map((one, at) =>
        deflater.deflate({ block: one, before: blocks[at - 1], last: at === blocks.length - 1 }),
      ),
    );
    deflater.close();
    const stream = Buffer.concat(parts);
    expect(inflateRawSync(stream).equals(text)).toBe(true);
    const alone = blocks.map((one) => deflateRawSync(one).length).reduce((sum, length) => sum + length, 0);
    expect(stream.length).toBeLessThan(alone);
  });
});
