import { ZipArchiveOutputStream } from 'compress-commons';
import { PooledContentHash } from '../hashing/pooled-content-hash.js';
import type { PackedZipEntry } from './packed-zip-entry.js';

type Callback = (error: Error | null, entry?: PackedZipEntry) => void;

/** From where on plain fields do not do (APPNOTE 4.4.1.4): their highest value already means “look in zip64”. */
export interface Zip64Limits {
  /** A size or an offset of so many bytes. */
  readonly bytes: number;
  readonly entries: number;
}

export const ZIP64_LIMITS: Zip64Limits = { bytes: 0xffffffff, entries: 0xffff };

/** Headers are gathered up to this size before they go on: there are dozens of small writes in each. */
const GATHERED_BYTES = 64 * 1024;

/**
 * archiver’s own ZIP container (compress-commons), writing entries that come packed. It keeps the base’s headers,
 * descriptors and directory, and mends what the base does not do: packed bytes, zip64 at exactly the limit
 * and in local headers, back-pressure, and headers in one piece. The bytes are hashed as they leave.
 */
export class PackedZipStream extends ZipArchiveOutputStream {
  declare offset: number;
  declare _entries: PackedZipEntry[];
  declare _archive: {
    finish: boolean;
    finished: boolean;
    processing: boolean;
    centralOffset: number;
    centralLength: number;
  };
  readonly #limits: Zip64Limits;
  readonly #hash = new PooledContentHash();
  #small: Buffer[] = [];
  #smallBytes = 0;

  constructor(limits: Zip64Limits) {
    super({ highWaterMark: 1024 * 1024 });
    this.#limits = limits;
  }

  /** Size and content hash of all that was written so far. */
  async writtenSoFar(): Promise<{ readonly size: number; readonly contentHash: string }> {
    this.#flush();
    const size = this.offset;
    return { size, contentHash: await this.#hash.digest() };
  }

  override _normalizeEntry(entry: PackedZipEntry): void {
    entry._offsets = { file: 0, data: 0, contents: 0 };
  }

  /** The source is empty: an entry brings its own bytes. */
  override _appendBuffer(entry: PackedZipEntry, _source: unknown, callback?: Callback): void {
    this.#append(entry).then(
      () => callback?.(null, entry),
      (error: Error) => callback?.(error),
    );
  }

  /** The base asks “above”; at exactly the limit a reader would look for a zip64 record that is not there. */
  override isZip64(): boolean {
    const { centralOffset, centralLength } = this._archive;
    const { bytes, entries } = this.#limits;
    return this._entries.length >= entries || centralOffset >= bytes || centralLength >= bytes;
  }

  override _writeCentralFileHeader(entry: PackedZipEntry): void {
    if (entry._offsets.file >= this.#limits.bytes) entry.needZip64();
    super._writeCentralFileHeader(entry);
  }

  override write(chunk: Buffer | string): boolean {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (bytes.length === 0) return true;
    if (bytes.length >= GATHERED_BYTES) {
      this.#flush();
      return this.#send(bytes);
    }
    this.#small.push(bytes);
    this.#smallBytes += bytes.length;
    this.offset += bytes.length;
    return this.#smallBytes < GATHERED_BYTES || this.#flush();
  }

  override end(): this {
    this.#flush();
    return super.end();
  }

  async #append(entry: PackedZipEntry): Promise<void> {
    const packing = entry.takePacking();
    if (packing.kind === 'flowing' && mostPacked(packing.size) >= this.#limits.bytes) entry.needZip64();
    this._writeLocalFileHeader(entry);
    let packedSize = 0;
    for await (const block of packing.blocks) {
      packedSize += block.length;
      if (!this.write(block)) await this.#drained();
      await this.#hash.room();
    }
    if (packing.kind === 'flowing') {
      const { crc32, size } = await packing.digests;
      entry.tell(crc32, size, packedSize);
    }
    this._afterAppend(entry);
  }

  #flush(): boolean {
    if (this.#smallBytes === 0) return !this.writableNeedDrain;
    const gathered = Buffer.concat(this.#small);
    [this.#small, this.#smallBytes] = [[], 0];
    this.offset -= gathered.length; // The base counts what it is given.
    return this.#send(gathered);
  }

  #send(bytes: Buffer): boolean {
    this.#hash.update(bytes);
    return super.write(bytes);
  }

  async #drained(): Promise<void> {
    if (!this.writableNeedDrain) return;
    await new Promise<void>((resolve) => this.once('drain', () => resolve()));
  }
}

/** No deflate stream of ours is larger: blocks that do not shrink are stored with 5 bytes for each 16 KiB or so. */
function mostPacked(size: number): number {
  return size + Math.ceil(size / 1024) + 65_536;
}
