import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ContentHash } from './content-hash.js';

/** A run of bytes on disk. */
export interface Blob {
  readonly path: string;
  readonly size: number;
  /** Content hash of just these bytes. */
  readonly contentHash: string;
}

/** A file’s bytes: blobs in a row. */
export interface Content {
  readonly blobs: readonly Blob[];
  readonly size: number;
  readonly contentHash: string;
  readonly sha256: string;
}

/** Thrown when a body is larger than one call may carry. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** Bytes of files and sessions, one file on disk for each body that came in. */
export class BlobStore {
  #serial = 0;

  private constructor(
    private readonly folder: string,
    private readonly isTemporary: boolean,
  ) {}

  static async open(folder: string | null): Promise<BlobStore> {
    if (folder === null) return new BlobStore(await mkdtemp(join(tmpdir(), 'dropbox-emulator-')), true);
    await mkdir(folder, { recursive: true });
    return new BlobStore(folder, false);
  }

  /** Writes a body as it flows. @throws BodyTooLarge */
  async write(body: Readable, limit: number): Promise<Blob> {
    this.#serial += 1;
    const path = join(this.folder, `${this.#serial}.bin`);
    const hash = new ContentHash();
    let size = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done): void {
        size += chunk.length;
        if (size > limit) {
          done(new BodyTooLarge());
          return;
        }
        hash.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(body, meter, createWriteStream(path));
    return { path, size, contentHash: hash.digest() };
  }

  /** A part of a blob as a blob of its own. */
  slice(blob: Blob, from: number, length: number): Promise<Blob> {
    return this.write(Readable.from(this.read([blob], from, from + length)), length);
  }

  /** Puts blobs together to a file’s content; they are read once for the hashes of the whole. */
  async join(blobs: readonly Blob[]): Promise<Content> {
    const contentHash = new ContentHash();
    const sha256 = createHash('sha256');
    for await (const chunk of this.read(blobs, 0)) {
      contentHash.update(chunk);
      sha256.update(chunk);
    }
    const size = blobs.reduce((sum, blob) => sum + blob.size, 0);
    return { blobs, size, contentHash: contentHash.digest(), sha256: sha256.digest('hex') };
  }

  /** Streams blobs from an offset to an end (exclusive). */
  async *read(blobs: readonly Blob[], from: number, to = Infinity): AsyncGenerator<Buffer, void> {
    let start = 0;
    for (const blob of blobs) {
      const [first, end] = [Math.max(0, from - start), Math.min(blob.size, to - start)];
      if (first < end)
        yield* createReadStream(blob.path, { start: first, end: end - 1, highWaterMark: 1 << 18 });
      start += blob.size;
    }
  }

  async discard(blobs: readonly Blob[]): Promise<void> {
    await Promise.all(blobs.map(({ path }) => rm(path, { force: true })));
  }

  async close(): Promise<void> {
    if (this.isTemporary) await rm(this.folder, { recursive: true, force: true });
  }
}
