import { ZipArchiveEntry } from 'compress-commons';
import type { Packing } from '../packing/pack-entry.js';
import { extendedTimestamp } from './dos-time.js';

/** Method numbers (APPNOTE 4.4.5). */
const METHOD_NUMBER = { stored: 0, deflated: 8 } as const;
const READABLE_BY_ALL = 0o644;
const ZIP64_FIELD = 0x0001;
/** Versions a reader needs: deflate and data descriptors, zip64 (APPNOTE 4.4.3.2). */
const [DEFLATE_VERSION, ZIP64_VERSION] = [20, 45];

/** What an entry’s headers say. */
export interface EntryHead {
  readonly path: string;
  readonly modified: Date;
  /** Wall clock of the firm in UTC fields: the header’s own time. */
  readonly clock: Date;
}

/**
 * An entry whose bytes come packed. Unlike its base it keeps an extended timestamp, tells in the local header already
 * that sizes take 64 bits, and believes what it is told about CRC and sizes.
 */
export class PackedZipEntry extends ZipArchiveEntry {
  /** Set by the output stream when the local header is written. */
  declare _offsets: { file: number; data: number; contents: number };
  /** In a hundred thousand entries a number is much less than a Date. */
  readonly #modified: number;
  #packing: Packing | undefined;
  /** Sizes or place need 64 bits. */
  zip64 = false;

  constructor({ path, modified, clock }: EntryHead, packing: Packing) {
    super();
    // The base’s setName would drop what looks like a drive or a climb, silently; paths were checked before.
    this.name = path;
    this.#modified = modified.getTime();
    this.#packing = packing;
    this.setTime(clock);
    this.setMethod(METHOD_NUMBER[packing.method]);
    this.setUnixMode(READABLE_BY_ALL);
    this.minver = DEFLATE_VERSION;
    this.getGeneralPurposeBit().useUTF8ForNames(true);
    this.getGeneralPurposeBit().useDataDescriptor(packing.kind === 'flowing');
    if (packing.kind === 'whole')
      this.tell(packing.facts.crc32, packing.facts.size, packing.facts.packedSize);
  }

  /** Gives the bytes away: until the directory is written an entry is kept, and they must not be. */
  takePacking(): Packing {
    const packing = this.#packing;
    if (packing === undefined) throw new TypeError(`${this.name} was written before`);
    this.#packing = undefined;
    return packing;
  }

  /** CRC and sizes, when they are known. */
  tell(crc: number, size: number, packedSize: number): void {
    this.setCrc(crc);
    this.setSize(size);
    this.setCompressedSize(packedSize);
  }

  /** From here on the headers say zip64. */
  needZip64(): void {
    this.zip64 = true;
    this.minver = ZIP64_VERSION;
  }

  override isZip64(): boolean {
    return this.zip64;
  }

  /** Zeros, since the sizes follow in the data descriptor; the field itself says that they take 8 bytes there. */
  override getLocalFileDataExtra(): Buffer {
    if (!this.zip64) return extendedTimestamp(new Date(this.#modified));
    const field = Buffer.alloc(20);
    field.writeUInt16LE(ZIP64_FIELD, 0);
    field.writeUInt16LE(16, 2);
    return Buffer.concat([field, extendedTimestamp(new Date(this.#modified))]);
  }

  /** The zip64 field was set by the output stream, if there is one. */
  override getCentralDirectoryExtra(): Buffer {
    return Buffer.concat([this.getExtra(), extendedTimestamp(new Date(this.#modified))]);
  }
}
