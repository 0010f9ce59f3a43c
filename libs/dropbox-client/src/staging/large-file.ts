import { createHash } from 'node:crypto';
import { BLOCK_BYTES, BlockHasher, blockDigests, hashOfDigests } from '../content-hash.js';
import { DropboxError } from '../errors.js';
import { SESSION_LIFE_MS, type UploadSessions } from '../upload-sessions.js';
import { chunksOf, type BufferSet, type Chunk } from './chunks.js';
import { ProgressKeeper, type StagingJournal, type StagingProgress } from './journal.js';
import { readBuffers } from './read-buffers.js';
import type { StagingResult } from './staged.js';

/** A session this near its end is not gone on with: the commit needs time too. */
const NEAR_END_MS = 24 * 60 * 60 * 1000;

/** Of a SHA-256. */
const DIGEST_BYTES = 32;

/** What a large file needs on its way. */
export interface LargeFileOptions {
  readonly sessions: UploadSessions;
  /** Bytes that the source announces; another number of them is never closed into a session. */
  readonly size: number;
  /** Opens the source at its first byte. */
  readonly open: () => AsyncIterable<Uint8Array>;
  /** Buffers of a multiple of 4 MiB; one is filled while the others are on their way. */
  readonly buffers: BufferSet;
  readonly journal: StagingJournal;
  readonly now: () => number;
  readonly signal?: AbortSignal;
}

/** The session of an earlier try cannot be gone on with. */
class SessionUnusable extends Error {
  override readonly name = 'SessionUnusable';
}

/**
 * Streams a file of any size into a concurrent session, several chunks at once, hashing as it flows. After a crash it
 * goes on at the last acknowledged byte: the source is read again from the start, because a SHA-256 that was begun
 * cannot be stored by Node, but what Dropbox holds is only hashed and compared, not sent again.
 */
export async function stageLargeFile(options: LargeFileOptions): Promise<StagingResult> {
  const known = await options.journal.load();
  const usable = known !== undefined && options.now() - known.startedMs < SESSION_LIFE_MS - NEAR_END_MS;
  try {
    return await new LargeUpload(options, usable ? known : await begin(options)).run();
  } catch (error) {
    if (!isSessionGone(error)) throw error;
    return await new LargeUpload(options, await begin(options)).run();
  }
}

async function begin({ sessions, journal, now, signal }: LargeFileOptions): Promise<StagingProgress> {
  const startedMs = now();
  const session = await sessions.startConcurrent(signal === undefined ? {} : { signal });
  const progress = { session, startedMs, acknowledged: 0, prefixHash: hashOfDigests(Buffer.alloc(0)) };
  await journal.save(progress);
  return progress;
}

function isSessionGone(error: unknown): boolean {
  if (error instanceof SessionUnusable) return true;
  return error instanceof DropboxError && error.tags[0] === 'not_found';
}

/** The end of a chunk that was sent, and the content hash up to there. */
interface Mark {
  readonly end: number;
  readonly prefixHash: string;
  acknowledged: boolean;
}

/** One passage of a file into one session. */
class LargeUpload {
  readonly #content = new BlockHasher();
  readonly #sha256 = createHash('sha256');
  readonly #keeper: ProgressKeeper;
  readonly #over = new AbortController();
  readonly #signal: AbortSignal;
  readonly #underWay = new Set<Promise<void>>();
  /** What was sent, in order; what is acknowledged leaves in order. */
  readonly #sent: Mark[] = [];
  #failure: { readonly error: unknown } | undefined;
  #damagedSends = 0;

  constructor(
    private readonly options: LargeFileOptions,
    private readonly before: StagingProgress,
  ) {
    const { signal } = options;
    this.#signal = signal === undefined ? this.#over.signal : AbortSignal.any([signal, this.#over.signal]);
    this.#keeper = new ProgressKeeper(options.journal, (error) => this.#fail(error));
  }

  async run(): Promise<StagingResult> {
    let size = 0;
    const closeStream = readBuffers.open();
    try {
      for await (const chunk of chunksOf(this.options.open(), this.options.buffers)) {
        size = chunk.offset + chunk.length;
        if (!(await this.#take(chunk))) break;
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      closeStream();
    }
    await Promise.all(this.#underWay);
    await this.#keeper.settled();
    if (this.#failure !== undefined) throw this.#failure.error;
    if (size !== this.options.size) return { kind: 'other-size', size };
    const { session, startedMs } = this.before;
    const hashes = { contentHash: this.#content.soFar(), sha256: this.#sha256.digest('hex') };
    const damagedSends = this.#damagedSends;
    return { kind: 'staged', staged: { session, startedMs, size, ...hashes, damagedSends } };
  }

  /** Hashes a chunk and sends what is not acknowledged yet. @returns whether to go on */
  async #take(chunk: Chunk): Promise<boolean> {
    const { buffers, size } = this.options;
    const bytes = chunk.buffer.subarray(0, chunk.length);
    const end = chunk.offset + chunk.length;
    const isWrong = chunk.last ? end !== size : end >= size;
    if (isWrong || this.#failure !== undefined) {
      buffers.give(chunk.buffer);
      return false;
    }
    readBuffers.chunkRead();
    const digests = this.#hash(chunk.offset, bytes);
    const isOver = this.#over.signal.aborted;
    if (isOver || (!chunk.last && end <= this.before.acknowledged)) {
      buffers.give(chunk.buffer);
      return !isOver;
    }
    // The last chunk closes the session, so all others must be there.
    if (chunk.last) await Promise.all(this.#underWay);
    this.#send(chunk, bytes, hashOfDigests(digests));
    return true;
  }

  #hash(offset: number, bytes: Buffer): Buffer {
    const digests = blockDigests(bytes);
    this.#sha256.update(bytes);
    for (let at = 0; at < digests.length; at += DIGEST_BYTES) {
      this.#content.add(digests.subarray(at, at + DIGEST_BYTES));
      const end = offset + (at / DIGEST_BYTES + 1) * BLOCK_BYTES;
      if (end === this.before.acknowledged) this.#compare();
    }
    return digests;
  }

  /** The source must be what it was when the session was begun. */
  #compare(): void {
    if (this.#content.soFar() === this.before.prefixHash) return;
    this.#fail(new SessionUnusable('the source differs from what was staged of it before'));
  }

  #send(chunk: Chunk, bytes: Buffer, hash: string): void {
    const mark: Mark = {
      end: chunk.offset + chunk.length,
      prefixHash: this.#content.soFar(),
      acknowledged: false,
    };
    this.#sent.push(mark);
    const place = { session: this.before.session, offset: chunk.offset, close: chunk.last };
    const sending = this.options.sessions
      .append(place, bytes, { signal: this.#signal, hash, onDamaged: () => void (this.#damagedSends += 1) })
      .catch((error: unknown) => {
        // The session is ours alone and is closed by its last chunk, after all others: everything is there.
        if (!isClosed(error)) throw error;
      })
      .then(
        () => {
          mark.acknowledged = true;
          this.#acknowledge();
        },
        (error: unknown) => this.#fail(error),
      )
      .finally(() => {
        this.options.buffers.give(chunk.buffer);
        this.#underWay.delete(sending);
      });
    this.#underWay.add(sending);
  }

  /** Notes how far everything is acknowledged; an end within a block cannot be gone on from. */
  #acknowledge(): void {
    let last: Mark | undefined;
    while (this.#sent[0]?.acknowledged === true) last = this.#sent.shift();
    const { bytes } = this.options.buffers;
    if (last === undefined || last.end % bytes !== 0) return;
    const { end: acknowledged, prefixHash } = last;
    this.#keeper.note({ ...this.before, acknowledged, prefixHash });
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#over.abort();
  }
}

const isClosed = (error: unknown): boolean => error instanceof DropboxError && error.tags.includes('closed');
