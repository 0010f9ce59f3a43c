import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BlockDigests, contentHash, isWholeBlocks } from './content-hash.js';

/** A run of bytes on disk. */
export interface Blob {
  readonly path: string;
  /** Where it begins in its file. */
  readonly start: number;
  readonly size: number;
  /** SHA-256 of just these bytes, by blocks of 4 MiB. */
  readonly digests: readonly Buffer[];
}

/** A file’s bytes: blobs in a row. */
export interface Content {
  readonly blobs: readonly Blob[];
  readonly size: number;
  readonly contentHash: string;
}

/** Thrown when a body is larger than one call may carry. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** Bytes of files and sessions, one file on disk for each body that came in. */
export class BlobStore {
  #serial = 0;
  readonly #sha256 = new WeakMap<Content, Promise<string>>();

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
    const digests = new BlockDigests();
    let size = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done): void {
        size += chunk.length;
        if (size > limit) {
          done(new BodyTooLarge());
          return;
        }
        digests.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(body, meter, createWriteStream(path));
    return { path, start: 0, size, digests: digests.end() };
  }

  /** A part of a blob; it shares the blob’s file. */
  async slice(blob: Blob, from: number, length: number): Promise<Blob> {
    const digests = new BlockDigests();
    for await (const chunk of this.read([blob], from, from + length)) digests.update(chunk);
    return { path: blob.path, start: blob.start + from, size: length, digests: digests.end() };
  }

  /** Puts blobs together to a file’s content. They are read again only where one ends within a block. */
  async join(blobs: readonly Blob[]): Promise<Content> {
    const size = blobs.reduce((sum, blob) => sum + blob.size, 0);
    const isAligned = blobs.slice(0, -1).every((blob) => isWholeBlocks(blob.size));
    const digests = isAligned ? blobs.flatMap((blob) => blob.digests) : await this.#digestsOf(blobs);
    return { blobs, size, contentHash: contentHash(digests) };
  }

  /** SHA-256 of a file’s bytes, lower-case hex; read once, when it is first asked for. */
  sha256(content: Content): Promise<string> {
    const known = this.#sha256.get(content);
    if (known !== undefined) return known;
    const reading = this.#readSha256(content.blobs);
    this.#sha256.set(content, reading);
    return reading;
  }

  async #readSha256(blobs: readonly Blob[]): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of this.read(blobs, 0)) hash.update(chunk);
    return hash.digest('hex');
  }

  async #digestsOf(blobs: readonly Blob[]): Promise<readonly Buffer[]> {
    const digests = new BlockDigests();
    for await (const chunk of this.read(blobs, 0)) digests.update(chunk);
    return digests.end();
  }

  /** Streams blobs from an offset to an end (exclusive). */
  async *read(blobs: readonly Blob[], from: number, to = Infinity): AsyncGenerator<Buffer, void> {
    let start = 0;
    for (const blob of blobs) {
      const [first, end] = [Math.max(0, from - start), Math.min(blob.size, to - start)];
      if (first < end) {
        const range = { start: blob.start + first, end: blob.start + end - 1 };
        yield* createReadStream(blob.path, { ...range, highWaterMark: 1 << 18 });
      }
      start += blob.size;
    }
  }

  /** Removes the files of blobs that share them with nobody. */
  async discard(blobs: readonly Blob[]): Promise<void> {
    await Promise.all(blobs.map(({ path }) => rm(path, { force: true })));
  }

  async close(): Promise<void> {
    if (this.isTemporary) await rm(this.folder, { recursive: true, force: true });
  }
}
