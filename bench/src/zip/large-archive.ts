import type { Readable } from 'node:stream';
import {
  verifyArchive,
  writeArchive,
  type ArchiveFile,
  type ArchiveReceipt,
  type ArchiveSource,
} from '@counterpart/matter-archive';

/** An archive that is never on disk, and what came of it. */
export interface LargeResult {
  readonly name: string;
  readonly files: number;
  readonly archiveBytes: number;
  readonly writtenMegabytesPerSecond: number;
  readonly verifiedMegabytesPerSecond: number;
  /** Resident memory while it is written, with the end of it that is kept. */
  readonly writingPeakMb: number;
  /** While it is verified, and written once more for that. */
  readonly verifyingPeakMb: number;
  readonly whole: boolean;
}

/** What an archive is made of; asked for anew each time it is written. */
export interface LargeArchive {
  readonly name: string;
  readonly level: number;
  readonly sources: () => AsyncIterable<ArchiveSource>;
}

const MODIFIED = new Date('2026-05-01T12:00:00Z');
const BLOCK = Buffer.alloc(1024 * 1024, 'Bates-stamped page of a production, and another. ');
/** The end of an archive that is kept: directory and manifest of 70,000 files fit into it. */
const TAIL_BYTES = 48 * 2 ** 20;

/** A single file above 4 GB, between two small ones. */
export const oneLargeFile = (bytes: number): LargeArchive => ({
  name: `one file of ${(bytes / 2 ** 30).toFixed(1)} GiB`,
  level: 0,
  sources: async function* () {
    yield await Promise.resolve(source('before.txt', 100));
    yield source('production.bin', bytes);
    yield source('after.txt', 100);
  },
});

/** More files than 16 bits can count. */
export const manySmallFiles = (files: number): LargeArchive => ({
  name: `${files} small files`,
  level: 6,
  sources: async function* () {
    for (let at = 0; at < files; at += 1) {
      yield await Promise.resolve(source(`Correspondence/${at % 100}/Letter ${at}.txt`, 1500 + (at % 1000)));
    }
  },
});

/** Deflated to more than 4 GB would take minutes; two files that lie beyond 4 GB and are deflated do not. */
export const deflatedBeyond = (bytes: number): LargeArchive => ({
  name: `deflated behind ${(bytes / 2 ** 30).toFixed(1)} GiB`,
  level: 6,
  sources: async function* () {
    yield await Promise.resolve(source('recording.mp4', bytes));
    yield source('transcript.txt', 6 * 2 ** 20);
    yield source('notes.txt', 100);
  },
});

function source(path: string, size: number): ArchiveSource {
  return {
    path,
    size,
    modified: MODIFIED,
    open: async function* () {
      for (let left = size; left > 0; left -= BLOCK.length)
        yield await Promise.resolve(BLOCK.subarray(0, left));
    },
  };
}

/** Writes it, keeps its end, and verifies it while it is written once more: the same sources give the same bytes. */
export async function largeRun(large: LargeArchive): Promise<LargeResult> {
  const memory = watchMemory();
  try {
    const began = performance.now();
    const { tail, receipt } = await tailOf(large);
    const written = performance.now();
    const writingPeakMb = memory.peak();
    const { size, contentHash, manifestSha256 } = receipt;
    const again = begin(large).stream;
    const verification = await verifyArchive(regenerated(again, tail, size), { contentHash, manifestSha256 });
    again.destroy();
    const rate = (ms: number): number => Math.round(size / 1000 / ms);
    if (verification.kind === 'broken') process.stderr.write(`${JSON.stringify(verification.faults)}\n`);
    return {
      name: large.name,
      files: receipt.files,
      archiveBytes: size,
      writtenMegabytesPerSecond: rate(written - began),
      verifiedMegabytesPerSecond: rate(performance.now() - written),
      writingPeakMb,
      verifyingPeakMb: memory.peak(),
      whole: verification.kind === 'whole',
    };
  } finally {
    memory.stop();
  }
}

/** The peak since it was last asked for. */
function watchMemory(): { peak(): number; stop(): void } {
  let peakMb = 0;
  const look = (): number => (peakMb = Math.max(peakMb, Math.round(process.memoryUsage.rss() / 2 ** 20)));
  const timer = setInterval(look, 100);
  return {
    peak: () => {
      const peak = look();
      peakMb = 0;
      return peak;
    },
    stop: () => clearInterval(timer),
  };
}

const begin = ({ sources, level }: LargeArchive): ReturnType<typeof writeArchive> =>
  writeArchive(sources(), {
    subject: { firm: 'bench', matter: { id: '1', number: '00001-Bench', description: null } },
    createdAt: MODIFIED,
    timeZone: 'America/New_York',
    level,
  });

async function tailOf(
  large: LargeArchive,
): Promise<{ readonly tail: Buffer; readonly receipt: ArchiveReceipt }> {
  const { stream, receipt } = begin(large);
  const kept: Buffer[] = [];
  let bytes = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    kept.push(piece);
    bytes += piece.length;
    while (bytes - (kept[0]?.length ?? 0) > TAIL_BYTES) bytes -= kept.shift()?.length ?? 0;
  }
  return { tail: Buffer.concat(kept), receipt: await receipt };
}

/** Ranges in the tail come from memory; those before it, in their order, from the archive as it is written again. */
function regenerated(again: Readable, tail: Buffer, size: number): ArchiveFile {
  const bytes = again[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let position = 0;
  let rest: Buffer = Buffer.alloc(0);
  const next = async (count: number): Promise<Buffer> => {
    if (rest.length === 0) rest = (await bytes.next()).value as Buffer;
    const piece = rest.subarray(0, count);
    rest = rest.subarray(piece.length);
    position += piece.length;
    return piece;
  };
  // One range after another, as they are asked for, though several may be under way.
  let turn: Promise<unknown> = Promise.resolve();
  const range = async (from: number, to: number): Promise<Buffer> => {
    if (from !== position)
      throw new RangeError(`the archive is written at ${position}, and ${from} is asked for`);
    const pieces: Buffer[] = [];
    while (position < to) pieces.push(await next(to - position));
    return Buffer.concat(pieces);
  };
  return {
    size,
    read: async function* (from, to) {
      const inTail = from - (size - tail.length);
      // From its beginning on it is read in order; before, only its end is.
      if (from !== position && inTail >= 0) yield tail.subarray(inTail, inTail + to - from);
      else {
        const reading = turn.then(() => range(from, to));
        turn = reading;
        yield await reading;
      }
    },
  };
}
