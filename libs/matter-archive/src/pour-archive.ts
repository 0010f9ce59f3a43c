import { MatterArchiveError } from './errors.js';
import { PooledContentHash } from './hashing/pooled-content-hash.js';
import type { ArchiveInProgress, ArchiveReceipt } from './write-archive.js';

/** Somewhere that takes bytes one after another and says so, such as a Dropbox upload session. */
export interface ArchiveSink {
  /**
   * Appends bytes that belong at `offset`; resolves when they are acknowledged. The last call, and no other, is marked;
   * its bytes may be none.
   */
  append(offset: number, bytes: Buffer, last: boolean): Promise<void>;
}

/** What was acknowledged, and what it was: enough to go on after a crash, or to see that one cannot. */
export interface Checkpoint {
  readonly offset: number;
  /** Dropbox’s content hash of all bytes before the offset. */
  readonly contentHash: string;
}

/** How to pour. */
export interface PouringOptions {
  /** Bytes of one append. A multiple of 4 MiB suits Dropbox. */
  readonly pieceBytes: number;
  /** Where the sink stands: it knows best, also after an answer was lost. @default 0 */
  readonly acknowledged?: number;
  /** The last one that was recorded. */
  readonly checkpoint?: Checkpoint;
  /** Told after every acknowledged piece; the next one is awaited meanwhile. */
  readonly record?: (checkpoint: Checkpoint) => Promise<void>;
}

interface Piece {
  readonly offset: number;
  readonly bytes: Buffer;
  readonly last: boolean;
  /** At the end of the piece. */
  readonly checkpoint: Checkpoint;
}

/**
 * Pours an archive into a sink. After a crash the archive is written again: the same sources give the same bytes, so
 * what the sink has already is made again and skipped, and the rest follows. Bytes up to the checkpoint are proven to
 * be the same; a source that changed meanwhile is found out there, or by the receipt’s content hash, which is to be
 * compared with what Dropbox says of the finished file.
 *
 * @throws MatterArchiveError `ARCHIVE_DIVERGED` when the archive is no longer what was acknowledged: begin anew
 */
export async function pourArchive(
  archive: ArchiveInProgress,
  sink: ArchiveSink,
  options: PouringOptions,
): Promise<ArchiveReceipt> {
  let underWay: Promise<void> = Promise.resolve();
  const send = async ({ offset, bytes, last, checkpoint }: Piece): Promise<void> => {
    await sink.append(offset, bytes, last);
    await options.record?.(checkpoint);
  };
  for await (const piece of piecesOf(archive, options)) {
    await underWay;
    underWay = send(piece);
    underWay.catch(() => undefined); // Met at the next piece, or below; the next one is made meanwhile.
  }
  await underWay;
  return archive.receipt;
}

/** What the sink lacks, in pieces; the last one marked, which is known only when the archive has ended. */
async function* piecesOf(archive: ArchiveInProgress, options: PouringOptions): AsyncGenerator<Piece, void> {
  const { pieceBytes, acknowledged = 0 } = options;
  const hash = new ProvenHash(options.checkpoint);
  let gathered: Buffer[] = [];
  let [offset, position] = [acknowledged, 0];
  const piece = async (last: boolean): Promise<Piece> => {
    const checkpoint = { offset: position, contentHash: await hash.digest() };
    return { offset, bytes: Buffer.concat(gathered), last, checkpoint };
  };
  for await (const chunk of archive.stream as AsyncIterable<Buffer>) {
    for (let rest = chunk; rest.length > 0;) {
      const full = position >= acknowledged && position > offset && position % pieceBytes === 0;
      if (full) {
        yield await piece(false);
        [gathered, offset] = [[], position];
      }
      const border = position < acknowledged ? acknowledged : nextMultiple(position, pieceBytes);
      const part = rest.subarray(0, border - position);
      await hash.update(part);
      if (position >= acknowledged) gathered.push(part);
      position += part.length;
      rest = rest.subarray(part.length);
    }
  }
  hash.end();
  if (position < acknowledged)
    throw diverged(`it ends at ${position}, and ${acknowledged} bytes were acknowledged`);
  yield await piece(true);
}

const nextMultiple = (position: number, of: number): number => (Math.floor(position / of) + 1) * of;

/** Hashes the archive and holds it against the checkpoint when it comes by. */
class ProvenHash {
  readonly #hash = new PooledContentHash();
  readonly #checkpoint: Checkpoint;
  #position = 0;
  #proven = false;

  constructor(checkpoint: Checkpoint | undefined) {
    this.#checkpoint = checkpoint ?? { offset: 0, contentHash: '' };
    this.#proven = this.#checkpoint.offset === 0;
  }

  async update(bytes: Buffer): Promise<void> {
    const before = this.#checkpoint.offset - this.#position;
    this.#position += bytes.length;
    if (this.#proven || before > bytes.length) this.#hash.update(bytes);
    else {
      this.#hash.update(bytes.subarray(0, before));
      await this.#prove();
      this.#hash.update(bytes.subarray(before));
    }
    await this.#hash.room();
  }

  digest(): Promise<string> {
    return this.#hash.digest();
  }

  /** The archive has ended. */
  end(): void {
    if (!this.#proven)
      throw diverged(`it ends before ${this.#checkpoint.offset}, up to where it was recorded`);
  }

  async #prove(): Promise<void> {
    const { offset, contentHash } = this.#checkpoint;
    if ((await this.#hash.digest()) !== contentHash)
      throw diverged(`its first ${offset} bytes are not what they were`);
    this.#proven = true;
  }
}

const diverged = (detail: string): MatterArchiveError =>
  new MatterArchiveError('ARCHIVE_DIVERGED', `the archive changed between two tries: ${detail}`);
