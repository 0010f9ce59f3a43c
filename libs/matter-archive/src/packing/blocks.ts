import { MatterArchiveError } from '../errors.js';
import type { ArchiveSource } from '../archive-source.js';

/**
 * A source’s bytes in blocks of `blockBytes`, the last one shorter. Exactly the announced number of bytes comes out,
 * or an error: headers are written from the announced size, and a file that changed must not pass for the old one.
 */
export async function* inBlocks(
  source: ArchiveSource,
  blockBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void> {
  let pieces: Uint8Array[] = [];
  let [gathered, seen] = [0, 0];
  for await (const piece of opened(source, signal)) {
    seen += piece.length;
    if (seen > source.size) throw sizeDiffers(source, `${seen} or more`);
    for (let rest = piece; rest.length > 0;) {
      const part = rest.subarray(0, blockBytes - gathered);
      pieces.push(part);
      gathered += part.length;
      rest = rest.subarray(part.length);
      if (gathered < blockBytes) continue;
      yield joined(pieces);
      [pieces, gathered] = [[], 0];
    }
  }
  if (seen !== source.size) throw sizeDiffers(source, String(seen));
  if (gathered > 0) yield joined(pieces);
}

/** The source’s own stream, its errors wrapped once. */
async function* opened(source: ArchiveSource, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const piece of source.open(signal)) {
      signal.throwIfAborted();
      yield piece;
    }
  } catch (error) {
    if (signal.aborted)
      throw new MatterArchiveError('ARCHIVE_ABANDONED', 'packing was called off', { cause: error });
    throw new MatterArchiveError('ARCHIVE_SOURCE_FAILED', `could not read ${source.path}`, { cause: error });
  }
}

/** A single piece is passed on as it is. */
function joined(pieces: readonly Uint8Array[]): Buffer {
  const [only] = pieces;
  if (pieces.length !== 1 || only === undefined) return Buffer.concat(pieces);
  return Buffer.from(only.buffer, only.byteOffset, only.byteLength);
}

function sizeDiffers(source: ArchiveSource, found: string): MatterArchiveError {
  return new MatterArchiveError(
    'ARCHIVE_SOURCE_SIZE_DIFFERS',
    `${source.path} was announced with ${source.size} bytes and has ${found}`,
  );
}
