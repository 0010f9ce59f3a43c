import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { MatterArchiveError } from '../errors.js';

/** An archive that can be read in ranges, as it comes from Dropbox. */
export interface ArchiveFile {
  readonly size: number;
  /** The bytes from `from` up to, not including, `to`. */
  read(from: number, to: number): AsyncIterable<Uint8Array>;
}

/** An archive on disk. */
export async function archiveFileAt(path: string): Promise<ArchiveFile> {
  const { size } = await stat(path);
  return {
    size,
    read: (from, to) =>
      from === to ? none() : createReadStream(path, { start: from, end: to - 1, highWaterMark: 1024 * 1024 }),
  };
}

async function* none(): AsyncGenerator<Uint8Array, void> {
  // Nothing to yield: an empty range.
}

/** One range as a whole. @throws MatterArchiveError when it cannot be had, or is shorter than asked for */
export async function fetchRange(file: ArchiveFile, from: number, to: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of file.read(from, to)) {
      pieces.push(piece);
      size += piece.length;
    }
  } catch (error) {
    throw new MatterArchiveError('ARCHIVE_UNREADABLE', `bytes ${from} to ${to} could not be read`, {
      cause: error,
    });
  }
  if (size !== to - from) {
    throw new MatterArchiveError('ARCHIVE_UNREADABLE', `bytes ${from} to ${to} came as ${size} bytes`);
  }
  return Buffer.concat(pieces);
}
