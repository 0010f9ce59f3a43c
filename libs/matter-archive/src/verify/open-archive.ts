import { createInflateRaw } from 'node:zlib';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MatterArchiveError } from '../errors.js';
import type { Manifest, ManifestEntry } from '../manifest/manifest.js';
import type { ArchiveFile } from './archive-file.js';
import { fetchRange } from './archive-file.js';
import { readDirectory } from './directory.js';
import type { DirectoryRecord } from './directory-record.js';
import { readEnd } from './end-records.js';
import { FatalFault } from './faults.js';
import { expectedLocalHeader, LOCAL_HEAD_BYTES, reservesZip64 } from './local-header.js';
import { readManifest } from './read-manifest.js';

/** An archive whose files can be read one by one. */
export interface OpenedArchive {
  readonly manifest: Manifest;
  /**
   * A file’s bytes as they were before packing. They are not held against the manifest: whoever takes them compares them.
   * @throws MatterArchiveError `ARCHIVE_UNREADABLE` where they cannot be had
   */
  read(entry: ManifestEntry): AsyncIterable<Uint8Array>;
}

/**
 * Opens an archive by its directory and manifest, without reading all of it.
 * @returns undefined where it is no archive of ours
 */
export async function openArchive(file: ArchiveFile): Promise<OpenedArchive | undefined> {
  try {
    const records = await readDirectory(file, await readEnd(file));
    const { manifest } = await readManifest(file, records.at(-1));
    const byPath = new Map(records.map((record) => [record.path, record]));
    return { manifest, read: (entry) => bytesOf(file, byPath.get(entry.path), entry.path) };
  } catch (error) {
    if (error instanceof FatalFault) return undefined;
    throw error;
  }
}

async function* bytesOf(
  file: ArchiveFile,
  record: DirectoryRecord | undefined,
  path: string,
): AsyncGenerator<Uint8Array, void> {
  if (record === undefined) throw unreadable(path);
  const head = await fetchRange(file, record.offset, record.offset + LOCAL_HEAD_BYTES);
  const from = record.offset + expectedLocalHeader(record, reservesZip64(record, head)).length;
  const packed = file.read(from, from + record.packedSize);
  if (record.method === 'stored') {
    yield* packed;
    return;
  }
  const inflate = createInflateRaw();
  const fed = pipeline(Readable.from(packed, { objectMode: false }), inflate);
  // Met below, where the bytes are taken.
  fed.catch(() => undefined);
  try {
    for await (const bytes of inflate as AsyncIterable<Buffer>) yield bytes;
    await fed;
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    inflate.destroy();
  }
}

const unreadable = (path: string, cause?: unknown): MatterArchiveError =>
  new MatterArchiveError('ARCHIVE_UNREADABLE', `${path} could not be read`, { cause });
