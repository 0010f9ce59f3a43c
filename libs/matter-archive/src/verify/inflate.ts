import { createInflateRaw, inflateRaw, type InflateRaw } from 'node:zlib';
import type { DirectoryRecord } from './directory-record.js';
import type { SequentialReader } from './sequential-reader.js';

/** Entries up to this size, packed and not, are inflated in one go. */
const WHOLE_BYTES = 4 * 2 ** 20;

/** Takes an entry’s bytes as they are after unpacking. */
export type Taker = (bytes: Buffer) => Promise<void>;

/**
 * Reads an entry’s packed bytes, all of them and no more, and hands on what they unpack to. Never hands on more than
 * the announced size, so that a bomb stays small.
 * @returns what is wrong with the packed form; null when nothing is
 */
export async function unpack(
  record: DirectoryRecord,
  reader: SequentialReader,
  take: Taker,
): Promise<string | null> {
  if (record.method === 'stored') {
    for await (const bytes of reader.pieces(record.packedSize)) await take(bytes);
    return record.size === record.packedSize ? null : 'a stored file has two sizes';
  }
  return record.packedSize <= WHOLE_BYTES && record.size <= WHOLE_BYTES
    ? inflateWhole(record, await reader.take(record.packedSize), take)
    : inflateFlowing(record, reader, take);
}

async function inflateWhole({ size }: DirectoryRecord, packed: Buffer, take: Taker): Promise<string | null> {
  // At least 1: Node takes 0 for “no limit” and refuses it.
  const inflated = await inflatedOf(packed, Math.max(1, size));
  if (inflated instanceof Error) return inflated.message;
  await take(inflated.bytes);
  if (inflated.consumed !== packed.length)
    return `only ${inflated.consumed} of ${packed.length} bytes belong to it`;
  return inflated.bytes.length === size ? null : `it has ${inflated.bytes.length} bytes, not ${size}`;
}

/** With `info`, Node gives the buffer and the engine that made it (nodejs.org, zlib, “info”). */
interface Inflated {
  readonly bytes: Buffer;
  readonly consumed: number;
}

function inflatedOf(packed: Buffer, maxOutputLength: number): Promise<Inflated | Error> {
  return new Promise((resolve) => {
    inflateRaw(packed, { maxOutputLength, info: true }, (error, result: unknown) => {
      if (error !== null) resolve(error);
      else {
        const { buffer, engine } = result as { buffer: Buffer; engine: InflateRaw };
        resolve({ bytes: buffer, consumed: engine.bytesWritten });
      }
    });
  });
}

async function inflateFlowing(
  record: DirectoryRecord,
  reader: SequentialReader,
  take: Taker,
): Promise<string | null> {
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
  const feeding = feed(inflate, reader.pieces(record.packedSize));
  feeding.catch((error: unknown) =>
    inflate.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  let size = 0;
  try {
    for await (const piece of inflate as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > record.size) return `it has more than ${record.size} bytes`;
      await take(piece);
    }
  } catch (error) {
    if (isOfInflating(error)) return error.message;
    throw error;
  } finally {
    inflate.destroy();
    await feeding; // The reader must be at rest before anybody else reads on.
  }
  if (inflate.bytesWritten !== record.packedSize) return `only ${inflate.bytesWritten} bytes belong to it`;
  return size === record.size ? null : `it has ${size} bytes, not ${record.size}`;
}

async function feed(inflate: InflateRaw, pieces: AsyncIterable<Buffer>): Promise<void> {
  for await (const piece of pieces) {
    if (inflate.destroyed) return;
    if (!inflate.write(piece)) await drainedOrClosed(inflate);
  }
  inflate.end();
}

async function drainedOrClosed(inflate: InflateRaw): Promise<void> {
  await new Promise<void>((resolve) => {
    inflate.once('drain', resolve);
    inflate.once('close', resolve);
  });
  inflate.removeAllListeners('drain');
}

/** Errors that tell of the archive; others, such as those of the network, go on. */
function isOfInflating(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
  );
}
