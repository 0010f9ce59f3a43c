import { contentHash } from '@counterpart/dropbox-client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArchiveSink, pourArchive, type PouringProgress, writeArchive } from '../src/index.js';
import { each, file, noise, OPTIONS, sourceOf, type TestFile, written } from './files.js';

const KIB = 1024;
const FILES: readonly TestFile[] = [
  file('Pleadings/Motion.txt', 'Motion. '.repeat(20_000)),
  file('scan.jpg', noise(7, 50_000)),
  file('empty.txt', ''),
  file('large.bin', noise(8, 4_500 * KIB)),
];

/** Keeps what was appended, as a session does that takes the rest of a piece of which it has the beginning; and may break down after so many bytes in all: as a process or a network does. */
class BreakingSink implements ArchiveSink {
  bytes: Buffer = Buffer.alloc(0);
  ended = 0;
  /** Bytes that were here already when they came. */
  twice = 0;
  #left: number;

  constructor(breakAfter = Infinity) {
    this.#left = breakAfter;
  }

  repair(breakAfter: number): void {
    this.#left = breakAfter;
  }

  async append(offset: number, bytes: Buffer, last: boolean): Promise<void> {
    await Promise.resolve();
    const before = this.bytes.length - offset;
    if (before < 0 || before > bytes.length)
      throw new Error(`${offset} is not where ${this.bytes.length} is`);
    if (this.ended > 0) throw new Error('the session is closed');
    if (!this.bytes.subarray(offset).equals(bytes.subarray(0, before))) throw new Error('another archive');
    this.twice += before;
    const taken = bytes.subarray(before, before + this.#left);
    this.bytes = Buffer.concat([this.bytes, taken]);
    this.#left -= taken.length;
    if (before + taken.length < bytes.length || this.#left === 0) throw new Error('connection reset');
    if (last) this.ended += 1;
  }
}

/** The large file with one byte of it changed. */
function changedAt(position: number): Buffer {
  const bytes = Buffer.from(noise(8, 4_500 * KIB));
  bytes[position] = (bytes[position] ?? 0) ^ 1;
  return bytes;
}

interface Try {
  readonly sink: BreakingSink;
  readonly from?: PouringProgress;
  readonly record?: (progress: PouringProgress) => Promise<void>;
  readonly files?: readonly TestFile[];
  readonly pieceBytes?: number;
}

async function pour({ sink, from, record, files = FILES, pieceBytes = 256 * KIB }: Try) {
  const sources = each(files.map((one) => sourceOf(one, 1 + (sink.bytes.length % 70_000) + 5000)));
  const archive = writeArchive(sources, OPTIONS);
  return pourArchive(archive, sink, {
    pieceBytes,
    ...(from === undefined ? {} : { from }),
    ...(record === undefined ? {} : { record }),
  });
}

/** Keeps what was told last. */
function recorder(): { last: { from?: PouringProgress }; record(progress: PouringProgress): Promise<void> } {
  const kept = {
    last: {},
    record(from: PouringProgress): Promise<void> {
      kept.last = { from };
      return Promise.resolve();
    },
  };
  return kept;
}

describe('pouring an archive', () => {
  it('gives the sink all bytes in pieces, the last one marked, and tells of each before it is sent', async () => {
    const { bytes, receipt } = await written(FILES);
    const sink = new BreakingSink();
    const recorded: PouringProgress['sent'][] = [];
    const record = ({ acknowledged, sent }: PouringProgress): Promise<void> => {
      expect(acknowledged).toBe(sink.bytes.length);
      recorded.push(sent);
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
            const kept = recorder();
            for (const lifetime of [...lifetimes, Infinity]) {
              sink.repair(lifetime);
              const poured = await pour({ sink, record: kept.record, files, pieceBytes, ...kept.last }).catch(
                () => null,
              );
              if (sink.ended > 0) expect(poured).toEqual(receipt);
              if (sink.ended > 0) break;
            }
            expect(sink.bytes.equals(bytes)).toBe(true);
            expect(sink.ended).toBe(1);
            expect(sink.twice).toBeLessThanOrEqual(lifetimes.length * pieceBytes);
          },
        ),
        { numRuns },
      );
    },
  );

  it('only sends the last piece again where all has arrived already', async () => {
    const { bytes } = await written(FILES);
    const [sink, kept] = [new BreakingSink(bytes.length), recorder()];
    await expect(pour({ sink, record: kept.record })).rejects.toThrow('connection reset');
    sink.repair(Infinity);
    await pour({ sink, ...kept.last });
    expect(sink.bytes.equals(bytes)).toBe(true);
    expect([sink.ended, sink.twice]).toEqual([1, bytes.length % (256 * KIB)]);
  });

  it.each([
    ['a source changed', FILES.with(1, file('scan.jpg', noise(9, 50_000)))],
    ['what was on its way changed', FILES.with(3, file('large.bin', changedAt(1_850_000)))],
    ['there is less than was sent', FILES.slice(0, 2)],
  ])('sees before it sends anything that %s meanwhile', async (_case, files) => {
    const [sink, kept] = [new BreakingSink(2_000_000), recorder()];
    await expect(pour({ sink, record: kept.record })).rejects.toThrow('connection reset');
    expect(kept.last.from).toMatchObject({ acknowledged: 7 * 256 * KIB, sent: { offset: 8 * 256 * KIB } });
    sink.repair(Infinity);
    const again = pour({ sink, files, ...kept.last });
    await expect(again).rejects.toMatchObject({ code: 'ARCHIVE_DIVERGED' });
    expect([sink.bytes.length, sink.twice]).toEqual([2_000_000, 0]);
  });

  it('sends nothing unproven where pieces have become smaller', async () => {
    const [sink, kept] = [new BreakingSink(2_000_000), recorder()];
    await expect(pour({ sink, record: kept.record })).rejects.toThrow('connection reset');
    sink.repair(Infinity);
    const files = FILES.with(3, file('large.bin', changedAt(1_999_000)));
    const again = pour({ sink, files, pieceBytes: 16 * KIB, ...kept.last });
    await expect(again).rejects.toMatchObject({ code: 'ARCHIVE_DIVERGED' });
    await pour({ sink, pieceBytes: 16 * KIB, ...kept.last });
    expect(sink.bytes.equals((await written(FILES)).bytes)).toBe(true);
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
