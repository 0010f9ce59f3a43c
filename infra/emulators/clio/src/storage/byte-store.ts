import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Bytes that arrived: how many, and their digests in lowercase hex (SHA-256) and base64 (MD5). */
export interface StoredBytes {
  readonly size: number;
  readonly sha256: string;
  readonly md5: string;
}

/** Documents' bytes as files in one folder, named by upload (uuid) and part. */
export class ByteStore {
  readonly #folder: string;
  readonly #temporary: boolean;
  readonly #stored = new Map<string, StoredBytes>();
  #arrivals = 0;

  private constructor(folder: string, temporary: boolean) {
    this.#folder = folder;
    this.#temporary = temporary;
  }

  /** Opens the given folder, or a temporary one that `close` removes. */
  static async open(folder: string | null): Promise<ByteStore> {
    if (folder === null) return new ByteStore(await mkdtemp(join(tmpdir(), 'clio-emulator-')), true);
    await mkdir(folder, { recursive: true });
    return new ByteStore(folder, false);
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  /** What is stored under the name, if all of it arrived. */
  stored(name: string): StoredBytes | undefined {
    return this.#stored.get(name);
  }

  /** Takes bytes whole or not at all: a stream that breaks off leaves nothing behind. */
  async take(name: string, bytes: NodeJS.ReadableStream): Promise<StoredBytes> {
    this.#arrivals += 1;
    const arriving = this.path(`${name}.arriving-${this.#arrivals}`);
    const [sha256, md5] = [createHash('sha256'), createHash('md5')];
    let size = 0;
    async function* counted(): AsyncGenerator<Buffer> {
      for await (const chunk of bytes as AsyncIterable<Buffer>) {
        size += chunk.byteLength;
        sha256.update(chunk);
        md5.update(chunk);
        yield chunk;
      }
    }
    try {
      await pipeline(counted, createWriteStream(arriving));
      await rename(arriving, this.path(name));
    } catch (error) {
      await rm(arriving, { force: true });
      throw error;
    }
    const stored = { size, sha256: sha256.digest('hex'), md5: md5.digest('base64') };
    this.#stored.set(name, stored);
    return stored;
  }

  /** Joins parts into one file under a name and removes the parts. */
  async join(name: string, parts: readonly string[]): Promise<StoredBytes> {
    const paths = parts.map((part) => this.path(part));
    async function* joined(): AsyncGenerator<Buffer> {
      for (const path of paths) yield* createReadStream(path) as AsyncIterable<Buffer>;
    }
    const stored = await this.take(name, Readable.from(joined(), { objectMode: false }));
    await Promise.all(paths.map((path) => rm(path, { force: true })));
    for (const part of parts) this.#stored.delete(part);
    return stored;
  }

  /** Makes the store deny bytes that turned out to be wrong. */
  forget(name: string): void {
    this.#stored.delete(name);
  }

  /** Removes what is stored under the name. */
  async remove(name: string): Promise<void> {
    this.forget(name);
    await rm(this.path(name), { force: true });
  }

  /** Size of a file that was written beside the store's own streams (an archive). */
  async sizeOf(name: string): Promise<number> {
    return (await stat(this.path(name))).size;
  }

  async close(): Promise<void> {
    if (this.#temporary) await rm(this.#folder, { recursive: true, force: true });
  }
}
