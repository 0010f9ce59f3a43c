import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { fromBufferPromise, type Entry } from 'yauzl';
import type { ArchiveOptions, ArchiveSource } from '../src/index.js';
import { type Zip64Limits, ZIP64_LIMITS } from '../src/container/packed-zip-stream.js';
import { type ArchiveReceipt, writeArchiveWithin } from '../src/write-archive.js';

/** A file of a test matter. */
export interface TestFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly modified: Date;
}

export const OPTIONS: ArchiveOptions = {
  subject: {
    firm: 'reyes',
    matter: { id: '77', number: '00012-Müller', description: 'Müller v. <State> & "Co"' },
  },
  createdAt: new Date('2026-11-24T20:15:00.000Z'),
  timeZone: 'America/New_York',
};

export const MODIFIED = new Date('2026-05-01T12:34:57.123Z');

export const file = (path: string, bytes: Buffer | string, modified = MODIFIED): TestFile => ({
  path,
  bytes: Buffer.from(bytes),
  modified,
});

/** The file as a source that comes in pieces of `pieceBytes`. */
export function sourceOf({ path, bytes, modified }: TestFile, pieceBytes = 65_536): ArchiveSource {
  return { path, size: bytes.length, modified, open: () => inPieces(bytes, pieceBytes) };
}

async function* inPieces(bytes: Buffer, pieceBytes: number): AsyncGenerator<Buffer, void> {
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    yield await Promise.resolve(bytes.subarray(from, from + pieceBytes));
  }
}

export async function* each<Item>(items: Iterable<Item>): AsyncGenerator<Item, void> {
  for (const item of items) yield await Promise.resolve(item);
}

/** A written archive. */
export interface Written {
  readonly bytes: Buffer;
  readonly receipt: ArchiveReceipt;
}

export interface WritingChoices extends Partial<ArchiveOptions> {
  readonly limits?: Zip64Limits;
  readonly pieceBytes?: number;
}

export async function written(files: readonly TestFile[], choices: WritingChoices = {}): Promise<Written> {
  const { limits = ZIP64_LIMITS, pieceBytes, ...options } = choices;
  const sources = each(files.map((each) => sourceOf(each, pieceBytes)));
  return collected(writeArchiveWithin(limits, sources, { ...OPTIONS, ...options }));
}

export async function collected(archive: {
  readonly stream: Readable;
  readonly receipt: Promise<ArchiveReceipt>;
}): Promise<Written> {
  const pieces: Buffer[] = [];
  for await (const piece of archive.stream as AsyncIterable<Buffer>) pieces.push(piece);
  return { bytes: Buffer.concat(pieces), receipt: await archive.receipt };
}

/** What another reader finds. */
export interface Found {
  readonly entry: Entry;
  readonly bytes: Buffer;
}

/** Reads with yauzl, which shares no code with us. */
export async function readBack(archive: Buffer): Promise<readonly Found[]> {
  const zip = await fromBufferPromise(archive, { strictFileNames: true });
  const found: Found[] = [];
  const open = promisify(zip.openReadStream.bind(zip)) as (entry: Entry) => Promise<Readable>;
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = [];
    for await (const piece of (await open(entry)) as AsyncIterable<Buffer>) pieces.push(piece);
    found.push({ entry, bytes: Buffer.concat(pieces) });
  }
  return found;
}

/** Bytes that deflate shrinks, bytes that it does not, and small ones of any kind. */
const anyBytes: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 6, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.string({ minLength: 1, maxLength: 40 }), fc.nat(3000))
      .map(([text, times]) => Buffer.from(text.repeat(times))),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat(), fc.nat(5_300_000)).map(([seed, length]) => noise(seed, length)),
  },
);

/** Bytes that look random and are the same for the same seed (xorshift32). */
export function noise(seed: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = (seed | 0) + 0x9e3779b9 || 1;
  for (let at = 0; at + 4 <= length; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes.writeInt32LE(state, at);
  }
  return bytes;
}

const anyName = fc.oneof(
  { weight: 5, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('CON', 'a.', 'a ', 'A', 'a', 'ä', 'ä', '_Counterpart', 'x'.repeat(230)),
  },
);

const anyPath = fc
  .array(
    anyName.map((name) => name.replaceAll('/', '-')).filter((name) => name !== '.' && name !== '..'),
    { minLength: 1, maxLength: 4 },
  )
  .map((names) => names.join('/'));

/** A matter’s files, each path once. */
export const anyFiles = (bytes = anyBytes): fc.Arbitrary<readonly TestFile[]> =>
  fc.uniqueArray(
    fc.record({
      path: anyPath,
      bytes,
      modified: fc.date({
        min: new Date('1981-01-01T00:00:00Z'),
        max: new Date('2037-12-30T00:00:00Z'),
        noInvalidDate: true,
      }),
    }),
    { selector: ({ path }) => path, maxLength: 8 },
  );
