import { crc32 } from 'node:zlib';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import type { ArchiveEntry } from '../upload/match-entries.js';

/** A file in a ZIP. */
export interface ZipEntry extends ArchiveEntry {
  /** Its bytes; undefined where they are not what the ZIP’s directory says they are. */
  bytes(): Promise<Buffer | undefined>;
}

/** The files of a ZIP. @throws an error of the reader where it is none */
export async function zipEntries(zip: Buffer): Promise<readonly ZipEntry[]> {
  // Names are compared and never used as paths, so none has to be refused.
  const file = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true, decodeStrings: false }, (error, opened) => {
      if (error === null) resolve(opened);
      else reject(error);
    });
  });
  const entries: ZipEntry[] = [];
  await new Promise<void>((resolve, reject) => {
    file.on('entry', (entry: Entry) => {
      const path = Buffer.from(entry.fileName as unknown as Uint8Array).toString('utf8');
      if (!path.endsWith('/')) entries.push(entryOf(file, entry, path));
      file.readEntry();
    });
    file.once('end', resolve);
    file.once('error', reject);
    file.readEntry();
  });
  return entries;
}

const entryOf = (file: ZipFile, entry: Entry, path: string): ZipEntry => ({
  path,
  size: entry.uncompressedSize,
  bytes: async () => {
    try {
      const bytes = await unpacked(file, entry);
      return bytes.length === entry.uncompressedSize && crc32(bytes) === entry.crc32 ? bytes : undefined;
    } catch {
      // Damaged: the single download brings it whole.
      return undefined;
    }
  },
});

/** The reader ends a stream that gives more than the directory says. */
async function unpacked(file: ZipFile, entry: Entry): Promise<Buffer> {
  const stream = await new Promise<AsyncIterable<Buffer>>((resolve, reject) => {
    file.openReadStream(entry, (error, opened) => {
      if (error === null) resolve(opened);
      else reject(error);
    });
  });
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}
