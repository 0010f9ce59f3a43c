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

/** The first bytes of an archive. */
export interface Checkpoint {
  readonly offset: number;
  /** Dropbox’s content hash of all bytes before the offset. */
  readonly contentHash: string;
}

/** How far the pouring has come: enough to go on after a crash, or to see that one cannot. */
export interface PouringProgress {
  /** Every byte before is with the sink. */
  readonly acknowledged: number;
  /** Nothing behind this was sent. What lies between may be with the sink: it must be the same the next time. */
  readonly sent: Checkpoint;
}

/** How to pour. */
export interface PouringOptions {
  /** Bytes of one append. A multiple of 4 MiB suits Dropbox. */
  readonly pieceBytes: number;
  /** Where to go on: what was told last. Begins anew where absent. */
  readonly from?: PouringProgress;
  /** Told before every piece is sent, and awaited; the next piece is made meanwhile. */
  readonly record?: (progress: PouringProgress) => Promise<void>;
}

const NOTHING: PouringProgress = { acknowledged: 0, sent: { offset: 0, contentHash: '' } };

interface Piece {
  readonly offset: number;
  readonly bytes: Buffer;
  readonly last: boolean;
  /** All bytes up to the end of the piece. */
  readonly sent: Checkpoint;
}

/**
 * Pours an archive into a sink. After a crash the archive is written again: the same sources give the same bytes, so what
 * the sink has already is made again and skipped, and the rest follows. Before anything is sent, all bytes that the sink
 * may have are proven to be the same. So at most one piece is sent twice, and sources that changed meanwhile never give an
 * archive that is old in one part and new in another.
 *
 * @throws MatterArchiveError `ARCHIVE_DIVERGED` when the archive is no longer what was sent: begin anew
 */
export async function pourArchive(
  archive: ArchiveInProgress,
  sink: ArchiveSink,
  options: PouringOptions,
): Promise<ArchiveReceipt> {
  let underWay: Promise<void> = Promise.resolve();
  const send = async ({ offset, bytes, last, sent }: Piece): Promise<void> => {
    await options.record?.({ acknowledged: offset, sent });
    await sink.append(offset, bytes, last);
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
  const { pieceBytes, from: { acknowledged, sent: proven } = NOTHING } = options;
  const hash = new ProvenHash(proven);
  let gathered: Buffer[] = [];
  let [offset, position] = [acknowledged, 0];
  const piece = async (last: boolean): Promise<Piece> => {
    const sent = { offset: position, contentHash: await hash.digest() };
    return { offset, bytes: Buffer.concat(gathered), last, sent };
  };
  for await (const chunk of archive.stream as AsyncIterable<Buffer>) {
    for (let rest = chunk; rest.length > 0;) {
      const isFull = position >= proven.offset && position > offset && position % pieceBytes === 0;
      if (isFull) {
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
  yield await piece(true);
}

const nextMultiple = (position: number, of: number): number => (Math.floor(position / of) + 1) * of;

/** Hashes the archive and holds it against the checkpoint when it comes by. */
class ProvenHash {
  readonly #hash = new PooledContentHash();
  readonly #checkpoint: Checkpoint;
  #position = 0;
  #proven = false;

  constructor(checkpoint: Checkpoint) {
    this.#checkpoint = checkpoint;
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
      throw diverged(`it ends before ${this.#checkpoint.offset}, and so many bytes were sent`);
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
