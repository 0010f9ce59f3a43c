import { Archiver } from 'archiver';
import { PackedZipEntry, type EntryHead } from './packed-zip-entry.js';
import { PackedZipStream, ZIP64_LIMITS, type Zip64Limits } from './packed-zip-stream.js';
import type { Packing, PackedFacts } from '../packing/pack-entry.js';

declare module 'archiver' {
  // What archiver’s own formats use of their base (archiver 8, index.js).
  interface Archiver {
    _module: ArchiverFormat;
    _modulePipe(): void;
  }
}

/** What archiver asks of a format. */
interface ArchiverFormat {
  append(source: Buffer, data: PackedEntryData, callback: (error: Error | null) => void): void;
  finalize(): void;
  on(event: string, listener: (...values: unknown[]) => void): unknown;
  pipe(destination: NodeJS.WritableStream): unknown;
  unpipe(destination?: Parameters<PackedZipStream['unpipe']>[0]): unknown;
}

interface PackedEntryData {
  readonly entry: PackedZipEntry;
}

const NOTHING = Buffer.alloc(0);

/**
 * An archiver whose ZIP entries come packed. Order, back-pressure, closing and errors are archiver’s; the format
 * below it is archiver’s container with packed entries.
 */
export class PackedZip extends Archiver {
  readonly #container: PackedZipStream;

  constructor(limits: Zip64Limits = ZIP64_LIMITS) {
    super({ highWaterMark: 1024 * 1024 });
    const container = new PackedZipStream(limits);
    this.#container = container;
    this._module = {
      append: (_source, { entry }, callback) => void container.entry(entry, NOTHING, callback),
      finalize: () => container.finish(),
      on: (event, listener) => container.on(event, listener),
      pipe: (destination) => container.pipe(destination),
      unpipe: (destination) => container.unpipe(destination),
    };
    this._modulePipe();
  }

  /** Writes one entry; resolves when the next may come. Rejects when its bytes cannot be had. */
  async add(head: EntryHead, packing: Packing): Promise<PackedFacts> {
    const entry = new PackedZipEntry(head, packing);
    const data = { name: head.path, entry };
    await new Promise<void>((resolve, reject) => {
      this.once('entry', () => {
        this.off('error', reject);
        resolve();
      });
      this.once('error', reject);
      this.append(NOTHING, data);
    });
    if (packing.kind === 'whole') return packing.facts;
    return { ...(await packing.digests), packedSize: entry.getCompressedSize() };
  }

  /** Size and content hash of all entries added so far, headers included. */
  writtenSoFar(): Promise<{ readonly size: number; readonly contentHash: string }> {
    return this.#container.writtenSoFar();
  }
}
