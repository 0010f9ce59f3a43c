import { contentHash } from '@counterpart/dropbox-client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArchiveSink, type Checkpoint, pourArchive, writeArchive } from '../src/index.js';
import { each, file, noise, OPTIONS, sourceOf, type TestFile, written } from './files.js';

const KIB = 1024;
const FILES: readonly TestFile[] = [
  file('Pleadings/Motion.txt', 'Motion. '.repeat(20_000)),
  file('scan.jpg', noise(7, 50_000)),
  file('empty.txt', ''),
  file('large.bin', noise(8, 4_500 * KIB)),
];

/** Keeps what was appended, and may break down after so many bytes in all: as a process or a network does. */
class BreakingSink implements ArchiveSink {
  bytes: Buffer = Buffer.alloc(0);
  ended = 0;
  #left: number;

  constructor(breakAfter = Infinity) {
    this.#left = breakAfter;
  }

  repair(breakAfter: number): void {
    this.#left = breakAfter;
  }

  async append(offset: number, bytes: Buffer, last: boolean): Promise<void> {
    await Promise.resolve();
    if (offset !== this.bytes.length) throw new Error(`incorrect offset ${offset}, not ${this.bytes.length}`);
    if (this.ended > 0) throw new Error('the session is closed');
    const taken = bytes.subarray(0, this.#left);
    this.bytes = Buffer.concat([this.bytes, taken]);
    this.#left -= taken.length;
    if (taken.length < bytes.length || this.#left === 0) throw new Error('connection reset');
    if (last) this.ended += 1;
  }
}

interface Try {
  readonly sink: BreakingSink;
  readonly checkpoint?: Checkpoint;
  readonly record?: (checkpoint: Checkpoint) => Promise<void>;
  readonly files?: readonly TestFile[];
  readonly pieceBytes?: number;
}

async function pour({ sink, checkpoint, record, files = FILES, pieceBytes = 256 * KIB }: Try) {
  const sources = each(files.map((one) => sourceOf(one, 1 + (sink.bytes.length % 70_000) + 5000)));
  const archive = writeArchive(sources, OPTIONS);
  return pourArchive(archive, sink, {
    pieceBytes,
    acknowledged: sink.bytes.length,
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(record === undefined ? {} : { record }),
  });
}

describe('pouring an archive', () => {
  it('gives the sink all bytes in pieces, the last one marked, and tells each checkpoint', async () => {
    const { bytes, receipt } = await written(FILES);
    const sink = new BreakingSink();
    const recorded: Checkpoint[] = [];
    const record = (checkpoint: Checkpoint): Promise<void> => {
      expect(checkpoint.offset).toBe(sink.bytes.length);
      recorded.push(checkpoint);
      return Promise.resolve();
    };
    expect(await pour({ sink, record })).toEqual(receipt);
    expect(sink.bytes.equals(bytes)).toBe(true);
    expect(sink.ended).toBe(1);
    expect(recorded.length).toBe(Math.ceil(bytes.length / (256 * KIB)));
    for (const { offset, contentHash: hash } of recorded)
      expect(hash).toBe(contentHash(bytes.subarray(0, offset)));
  });

  it.each([
    ['small files', FILES.slice(0, 3), 7000, 40],
    ['a large one too', FILES, 200_000, 6],
  ])(
    'comes to the same bytes wherever it breaks, however often: %s',
    async (_case, files, least, numRuns) => {
      const { bytes, receipt } = await written(files);
      const breaks = fc.array(fc.integer({ min: 1, max: bytes.length }), { minLength: 1, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(
          breaks,
          fc.constantFrom(least, 256 * KIB, 2 ** 30),
          async (lifetimes, pieceBytes) => {
            const sink = new BreakingSink();
            let last: { checkpoint?: Checkpoint } = {};
            const record = (checkpoint: Checkpoint): Promise<void> => {
              last = { checkpoint };
              return Promise.resolve();
            };
            for (const lifetime of [...lifetimes, Infinity]) {
              sink.repair(lifetime);
              const poured = await pour({ sink, record, files, pieceBytes, ...last }).catch(() => null);
              if (sink.ended > 0) expect(poured).toEqual(receipt);
              if (sink.ended > 0) break;
            }
            expect(sink.bytes.equals(bytes)).toBe(true);
            expect(sink.ended).toBe(1);
          },
        ),
        { numRuns },
      );
    },
  );

  it('only closes what has arrived whole already', async () => {
    const { bytes } = await written(FILES);
    const sink = new BreakingSink();
    sink.bytes = bytes;
    await pour({ sink });
    expect(sink.bytes.equals(bytes)).toBe(true);
    expect(sink.ended).toBe(1);
  });

  it('sees at the checkpoint that a source changed meanwhile', async () => {
    const sink = new BreakingSink(2_000_000);
    let checkpoint: Checkpoint = { offset: 0, contentHash: '' };
    const record = (last: Checkpoint): Promise<void> => {
      checkpoint = last;
      return Promise.resolve();
    };
    await expect(pour({ sink, record })).rejects.toThrow('connection reset');
    expect(checkpoint.offset).toBe(7 * 256 * KIB);
    sink.repair(Infinity);
    const files = FILES.with(1, file('scan.jpg', noise(9, 50_000)));
    await expect(pour({ sink, checkpoint, files })).rejects.toMatchObject({ code: 'ARCHIVE_DIVERGED' });
    expect(sink.bytes.length).toBe(2_000_000);
  });

  it('sees that the archive has become shorter than what was acknowledged', async () => {
    const { bytes } = await written(FILES);
    const sink = new BreakingSink();
    sink.bytes = bytes.subarray(0, 1_000_000);
    const files = FILES.slice(0, 2);
    const checkpoint = { offset: 900_000, contentHash: contentHash(bytes.subarray(0, 900_000)) };
    await expect(pour({ sink, files })).rejects.toMatchObject({ code: 'ARCHIVE_DIVERGED' });
    await expect(pour({ sink, files, checkpoint })).rejects.toMatchObject({ code: 'ARCHIVE_DIVERGED' });
  });

  it('fails as its source fails, and lets go of the archive when the sink fails', async () => {
    const broken = { ...sourceOf(file('a.txt', 'abc')), size: 4 };
    const archive = writeArchive(each([broken]), OPTIONS);
    await expect(pourArchive(archive, new BreakingSink(), { pieceBytes: KIB })).rejects.toMatchObject({
      code: 'ARCHIVE_SOURCE_SIZE_DIFFERS',
    });
    const whole = writeArchive(each(FILES.map((one) => sourceOf(one))), OPTIONS);
    await expect(pourArchive(whole, new BreakingSink(10), { pieceBytes: KIB })).rejects.toThrow(
      'connection reset',
    );
    expect(whole.stream.destroyed).toBe(true);
  });
});
