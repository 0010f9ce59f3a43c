import { Readable } from 'node:stream';
import type { ArchiveSource } from './archive-source.js';
import { wallClock } from './container/dos-time.js';
import { PackedZip } from './container/packed-zip.js';
import { ZIP64_LIMITS, type Zip64Limits } from './container/packed-zip-stream.js';
import { MatterArchiveError } from './errors.js';
import { IndexPage } from './manifest/index-page.js';
import { ManifestText } from './manifest/manifest-text.js';
import type { ArchiveSubject, Manifest, ManifestEntry } from './manifest/manifest.js';
import { PathRegister } from './naming/path-register.js';
import { Deflater } from './packing/deflater.js';
import { lookAhead } from './packing/look-ahead.js';
import { packEntry, WHOLE_BYTES, type PackedFacts, type Packing } from './packing/pack-entry.js';

/** What an archive is about and how it is packed. The same options and sources give the same bytes. */
export interface ArchiveOptions {
  readonly subject: ArchiveSubject;
  /** When the matter was closed, or another time that a second try knows again. */
  readonly createdAt: Date;
  /** IANA name of the firm’s zone, in which Windows Explorer shows times. */
  readonly timeZone: string;
  /** The signed checkpoint that the sources’ proofs lead to. */
  readonly audit?: Manifest['audit'];
  /** Deflate level; 0 stores everything. @default 6 */
  readonly level?: number;
  readonly signal?: AbortSignal;
}

/** What was written. */
export interface ArchiveReceipt {
  readonly size: number;
  /** Dropbox’s content hash of the whole archive, lower-case hex. */
  readonly contentHash: string;
  readonly manifestSha256: string;
  /** Files of the matter; index and manifest are not counted. */
  readonly files: number;
  /** Their bytes before packing. */
  readonly bytes: number;
}

/** An archive on its way. */
export interface ArchiveInProgress {
  /** The archive’s bytes, as fast as they are taken. Destroying it calls the work off. */
  readonly stream: Readable;
  /** Resolves after the last byte was taken. Rejects, as the stream fails, with a MatterArchiveError. */
  readonly receipt: Promise<ArchiveReceipt>;
}

/** Memory that files being packed may hold, roughly. */
const CAPACITY_BYTES = 48 * 2 ** 20;
/** What an open source costs beside its bytes; it bounds how many are open at once. */
const SOURCE_BYTES = 2 ** 20;
/** Blocks ahead, their deflated forms and a hash block. */
const FLOWING_BYTES = 4 * WHOLE_BYTES;

/**
 * Packs files into a ZIP: in the given order, several at a time, in memory that does not grow with their size. Then
 * come an index for people and, last, the manifest with what every file is; only now are all hashes known, and they
 * are of the bytes that were packed, not of what somebody said before.
 *
 * @throws MatterArchiveError (by stream and receipt) when a source fails or changed
 */
export function writeArchive(
  sources: AsyncIterable<ArchiveSource>,
  options: ArchiveOptions,
): ArchiveInProgress {
  return writeArchiveWithin(ZIP64_LIMITS, sources, options);
}

/** The same with other limits for zip64: tests need no 4 GB. */
export function writeArchiveWithin(
  limits: Zip64Limits,
  sources: AsyncIterable<ArchiveSource>,
  options: ArchiveOptions,
): ArchiveInProgress {
  const abandoned = new AbortController();
  const signal = AbortSignal.any([
    abandoned.signal,
    ...(options.signal === undefined ? [] : [options.signal]),
  ]);
  const zip = new PackedZip(limits);
  const composed = new Composition(zip, options, signal).run(sources);
  zip.on('error', () => undefined); // Met by whoever reads, who may not have begun yet.
  composed.catch((error: Error) => zip.destroy(error));
  const { promise: receipt, resolve, reject } = Promise.withResolvers<ArchiveReceipt>();
  receipt.catch(() => undefined); // The stream fails with the same error.
  const stream = Readable.from(settled(), { objectMode: false, highWaterMark: 2 ** 20 });
  return { stream, receipt };

  async function* settled(): AsyncGenerator<Buffer, void> {
    try {
      for await (const bytes of zip as AsyncIterable<Buffer>) yield bytes;
      resolve({ ...(await zip.writtenSoFar()), ...(await composed) });
    } catch (error) {
      reject(error);
      throw error;
    } finally {
      abandoned.abort();
      reject(new MatterArchiveError('ARCHIVE_ABANDONED', 'the reader of the archive went away'));
    }
  }
}

type Composed = Pick<ArchiveReceipt, 'manifestSha256' | 'files' | 'bytes'>;

/** One archive being put together: files, index, manifest, directory. */
class Composition {
  readonly #zip: PackedZip;
  readonly #options: ArchiveOptions;
  readonly #signal: AbortSignal;
  readonly #deflater: Deflater | undefined;
  readonly #clock: (instant: Date) => Date;
  readonly #manifest = new ManifestText();
  readonly #index = new IndexPage();

  constructor(zip: PackedZip, options: ArchiveOptions, signal: AbortSignal) {
    const level = options.level ?? 6;
    this.#zip = zip;
    this.#options = options;
    this.#signal = signal;
    this.#deflater = level === 0 ? undefined : new Deflater(level);
    this.#clock = wallClock(options.timeZone);
  }

  async run(sources: AsyncIterable<ArchiveSource>): Promise<Composed> {
    try {
      await this.#addFiles(sources);
      return await this.#addOwn();
    } finally {
      this.#deflater?.close();
    }
  }

  /** Index and manifest, then the directory. */
  async #addOwn(): Promise<Composed> {
    const { subject, audit } = this.#options;
    const createdAt = this.#options.createdAt.toISOString();
    const { totals } = this.#index;
    const index = this.#index.source(subject, createdAt);
    await this.#add(index, index.path, await this.#pack(index));
    const before = await this.#zip.writtenSoFar();
    const { source, sha256 } = this.#manifest.source({ subject, createdAt, before, audit });
    // Stored: each of its bits is then covered by its CRC. Bits that only pad a deflate stream are not.
    const packing = await packEntry(source, { deflater: undefined, signal: this.#signal });
    await this.#zip.add(this.#head(source, source.path), packing);
    await this.#zip.finalize();
    return { manifestSha256: sha256, ...totals };
  }

  async #addFiles(sources: AsyncIterable<ArchiveSource>): Promise<void> {
    const paths = new PathRegister();
    const packed = lookAhead(listed(sources), {
      capacity: CAPACITY_BYTES,
      weigh: ({ size }) => (size > WHOLE_BYTES ? FLOWING_BYTES : SOURCE_BYTES + 2 * size),
      prepare: (source) => this.#pack(source),
    });
    for await (const { item, ready } of packed) await this.#add(item, paths.assign(item.path), ready);
  }

  #pack(source: ArchiveSource): Promise<Packing> {
    return packEntry(source, { deflater: this.#deflater, signal: this.#signal });
  }

  async #add(source: ArchiveSource, path: string, packing: Packing): Promise<void> {
    const facts = await this.#zip.add(this.#head(source, path), packing);
    const entry = manifestEntry({ source, path, method: packing.method, facts });
    this.#manifest.add(entry);
    this.#index.add(entry);
  }

  #head({ modified }: ArchiveSource, path: string): { path: string; modified: Date; clock: Date } {
    return { path, modified, clock: this.#clock(modified) };
  }
}

interface PackedFile {
  readonly source: ArchiveSource;
  readonly path: string;
  readonly method: Packing['method'];
  readonly facts: PackedFacts;
}

function manifestEntry({ source, path, method, facts }: PackedFile): ManifestEntry {
  const { document, proof } = source;
  return {
    path,
    sourcePath: path === source.path ? null : source.path,
    size: facts.size,
    modified: source.modified.toISOString(),
    method,
    packedSize: facts.packedSize,
    crc32: facts.crc32.toString(16).padStart(8, '0'),
    sha256: facts.sha256,
    contentHash: facts.contentHash,
    document: document === undefined ? null : { ...document, versions: [...document.versions] },
    proof: proof === undefined ? null : (structuredClone(proof) as ManifestEntry['proof']),
  };
}

/** The caller’s list of files, its errors wrapped once. */
async function* listed(sources: AsyncIterable<ArchiveSource>): AsyncGenerator<ArchiveSource, void> {
  try {
    yield* sources;
  } catch (error) {
    throw new MatterArchiveError('ARCHIVE_SOURCE_FAILED', 'the list of files broke off', { cause: error });
  }
}
