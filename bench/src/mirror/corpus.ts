import { createCipheriv, createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Files of one size and of different content. */
export interface Corpus {
  /** As it was asked for, e.g. `1000x100KB`. */
  readonly name: string;
  readonly files: number;
  /** Bytes of each file. */
  readonly bytes: number;
}

/** One file of a corpus. */
export interface CorpusFile {
  readonly index: number;
  readonly name: string;
  readonly bytes: number;
}

const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1000, MB: 1_000_000, GB: 1_000_000_000 };
const PIECE = 1 << 20;

/** Reads `1000x100KB` (decimal units). @throws RangeError */
export function parseCorpus(name: string): Corpus {
  const parts = /^(\d+)x(\d+)(B|KB|MB|GB)$/.exec(name);
  const [, files, amount, unit] = parts ?? [];
  if (files === undefined || amount === undefined || unit === undefined) {
    throw new RangeError(`a corpus is written like 1000x100KB, not ${name}`);
  }
  return { name, files: Number(files), bytes: Number(amount) * (UNITS[unit] ?? 1) };
}

/** The files from an index on. */
export const filesOf = (corpus: Corpus, from = 0, count = corpus.files): readonly CorpusFile[] =>
  Array.from({ length: count }, (_, at) => ({
    index: from + at,
    name: `Exhibit ${String(from + at).padStart(6, '0')}.bin`,
    bytes: corpus.bytes,
  }));

/** A file’s bytes: a key stream, so that no two blocks are alike and nothing can be compressed. */
export function* bytesOf(file: CorpusFile): Generator<Buffer, void> {
  const nonce = Buffer.alloc(16);
  nonce.writeUInt32BE(file.index, 0);
  const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), nonce);
  for (let left = file.bytes; left > 0; left -= PIECE) {
    yield stream.update(Buffer.alloc(Math.min(left, PIECE)));
  }
}

/** Content of every file, by SHA-256. */
export function digestsOf(files: readonly CorpusFile[]): readonly string[] {
  return files.map((file) => {
    const hash = createHash('sha256');
    for (const piece of bytesOf(file)) hash.update(piece);
    return hash.digest('hex');
  });
}

/** Writes the corpus into a folder, for those that mirror a disk. */
export async function writeCorpus(files: readonly CorpusFile[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of files) {
    await pipeline(Readable.from(bytesOf(file)), createWriteStream(join(folder, file.name)));
  }
}
