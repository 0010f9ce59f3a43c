import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { writeArchive, type ArchiveSource } from '../index.js';

/** What a reader must find. */
interface ExpectedFile {
  /** In the archive. */
  readonly path: string;
  readonly sha256: string;
  readonly modified: Date;
}

/** An archive on disk. */
export interface SampleArchive {
  readonly name: string;
  readonly file: string;
  /** Files of the matter, in their order; index and manifest come after them. */
  readonly expected: readonly ExpectedFile[];
}

export const TIME_ZONE = 'America/New_York';
const MIB = 2 ** 20;
const ZEROS = Buffer.alloc(MIB);

interface SampleFile {
  readonly source: string;
  /** Where it must lie in the archive. @default the source */
  readonly path?: string;
  readonly bytes: Buffer;
  readonly modified: Date;
}

const summer = (second: number): Date => new Date(Date.UTC(2026, 6, 1, 12, 30, second));
const winter = (second: number): Date => new Date(Date.UTC(1999, 11, 31, 23, 59, second));

const text = (size: number): Buffer => Buffer.alloc(size, 'The parties hereby agree as follows. ');

/** Bytes that do not shrink. */
function noise(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += 64) createHash('sha512').update(String(at)).digest().copy(bytes, at);
  return bytes;
}

const AWKWARD: readonly SampleFile[] = [
  { source: 'Pleadings/Motion to Dismiss.pdf', bytes: noise(100_000), modified: summer(1) },
  { source: 'Correspondence/Müller & Söhne – Gericht.txt', bytes: text(3000), modified: winter(2) },
  {
    source: 'Correspondence/Mu\u0308ller (decomposed).txt',
    path: 'Correspondence/M\u00fcller (decomposed).txt',
    bytes: text(3),
    modified: winter(58),
  },
  { source: '証拠/契約書 第1号.txt', bytes: text(70_000), modified: summer(3) },
  { source: 'Exhibits/🏠 photo.jpg', bytes: noise(5000), modified: summer(4) },
  { source: 'empty.txt', bytes: Buffer.alloc(0), modified: summer(5) },
  { source: 'Discovery/large text.txt', bytes: text(9 * MIB + 17), modified: summer(6) },
  { source: 'Discovery/large scan.tiff', bytes: noise(6 * MIB), modified: summer(7) },
  { source: 'CON.txt', path: '_CON.txt', bytes: text(10), modified: summer(8) },
  {
    source: 'ends with a dot./a:b?.txt',
    path: 'ends with a dot_/a_b_.txt',
    bytes: text(11),
    modified: summer(9),
  },
  { source: 'case.txt', bytes: text(12), modified: summer(10) },
  { source: 'CASE.txt', path: 'CASE (2).txt', bytes: text(13), modified: summer(11) },
  {
    source: `${'x'.repeat(230)}.txt`,
    path: `_Long paths/${'x'.repeat(116)}.txt`,
    bytes: text(14),
    modified: summer(12),
  },
];

/** Names, times and sizes that trip programs up. */
export async function awkwardArchive(file: string): Promise<SampleArchive> {
  const sources = AWKWARD.map(({ source, bytes, modified }) =>
    sourceOf(source, modified, () => [bytes], bytes.length),
  );
  await writeTo(file, sources, 6);
  const expected = AWKWARD.map(({ source, path = source, bytes, modified }) => ({
    path,
    modified,
    sha256: sha256(bytes),
  }));
  return { name: 'awkward names and times', file, expected };
}

/** More files than 16 bits can count. */
export async function manyFiles(file: string, count: number): Promise<SampleArchive> {
  const files = Array.from({ length: count }, (_, at) => ({
    path: `${at % 50}/Letter ${at}.txt`,
    bytes: Buffer.from(`Letter ${at}`),
  }));
  await writeTo(
    file,
    files.map(({ path, bytes }) => sourceOf(path, summer(0), () => [bytes], bytes.length)),
    6,
  );
  const expected = files.map(({ path, bytes }) => ({ path, modified: summer(0), sha256: sha256(bytes) }));
  return { name: `${count} files`, file, expected };
}

/** A file above 4 GB and one behind it. Its bytes are zeros, and take no room on disk. */
export async function beyondFourGigabytes(file: string): Promise<SampleArchive> {
  const blocks = 4 * 1024 + 1;
  const digest = createHash('sha256');
  for (let block = 0; block < blocks; block += 1) digest.update(ZEROS);
  const zeros = function* (): Generator<Buffer, void> {
    for (let block = 0; block < blocks; block += 1) yield ZEROS;
  };
  const after = text(5 * MIB);
  await writeTo(
    file,
    [
      sourceOf('recording.mp4', summer(0), zeros, blocks * MIB),
      sourceOf('transcript.txt', summer(2), () => [after], after.length),
    ],
    6,
  );
  return {
    name: 'a file above 4 GB and one behind it',
    file,
    expected: [
      { path: 'recording.mp4', modified: summer(0), sha256: digest.digest('hex') },
      { path: 'transcript.txt', modified: summer(2), sha256: sha256(after) },
    ],
  };
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function sourceOf(path: string, modified: Date, pieces: () => Iterable<Buffer>, size: number): ArchiveSource {
  return {
    path,
    size,
    modified,
    open: async function* () {
      for (const piece of pieces()) yield await Promise.resolve(piece);
    },
  };
}

async function writeTo(file: string, sources: readonly ArchiveSource[], level: number): Promise<void> {
  const list = async function* (): AsyncGenerator<ArchiveSource, void> {
    for (const source of sources) yield await Promise.resolve(source);
  };
  const { stream, receipt } = writeArchive(list(), {
    subject: { firm: 'reyes', matter: { id: '77', number: '00012-Müller', description: null } },
    createdAt: summer(0),
    timeZone: TIME_ZONE,
    level,
  });
  await using handle = await open(file, 'w');
  let position = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    // Zeros become a hole in the file.
    const isHole = piece.length === MIB && piece.equals(ZEROS);
    if (!isHole) await handle.write(piece, 0, piece.length, position);
    position += piece.length;
  }
  await handle.truncate(position);
  await receipt;
}
