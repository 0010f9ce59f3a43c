import { hash } from 'node:crypto';
import { Turnstile, type Passage } from '@counterpart/pacer';
import { BLOCK_BYTES, contentHash } from '../content-hash.js';
import type { UploadSessions } from '../upload-sessions.js';
import { BufferSet } from './chunks.js';
import { FilePacker } from './file-packer.js';
import { NO_JOURNAL, type StagingJournal } from './journal.js';
import { stageLargeFile } from './large-file.js';
import type { StagingResult } from './staged.js';

/** Files up to one block of the content hash are packed; larger ones have a session of their own. */
export const PACKED_BYTES = BLOCK_BYTES;

/** Buffers of a large file: one is filled while the others are on their way. Of one block each: larger calls are no faster. */
const BUFFERS_A_FILE = 4;
const LARGE_CALL_BYTES = BLOCK_BYTES;
/** Common servers take header lines of 8 KiB; what Dropbox takes is not documented. */
const ARG_BYTES = 8000;
/** Share of the memory that small files have for themselves, so that neither kind holds up the other. */
const SMALL_SHARE = 0.25;

/** How much memory staging takes, and in what pieces. */
export interface StagingMemoryOptions {
  /** Bytes of one call with a pack of small files; a multiple of 4 MiB, at most 150 MiB (files.stone). */
  readonly chunkBytes: number;
  /** Longest argument of such a call, bytes: it travels in a header. @default 8000 */
  readonly argBytes?: number;
  /** Bytes of files held at once, over all firms. One large file takes 16 MiB. */
  readonly memoryBytes: number;
  /** Small files that are read from their source at once. */
  readonly readsAtOnce: number;
  /** The most of each of these that one firm may hold at once, above 0 and up to 1. @default all of it */
  readonly shareOf?: (firm: string) => number;
}

/** Whose files are staged. */
interface StagerOptions {
  /** Firms take turns at the memory. @default one firm, without a name */
  readonly firm?: string;
  readonly now?: () => number;
}

/** The memory that all staging of a process shares. */
export class StagingMemory {
  readonly chunkBytes: number;
  readonly argBytes: number;
  readonly small: Turnstile;
  readonly reads: Turnstile;
  readonly #large: Turnstile;
  readonly #sets: BufferSet[] = [];

  constructor({ chunkBytes, argBytes = ARG_BYTES, memoryBytes, readsAtOnce, shareOf }: StagingMemoryOptions) {
    [this.chunkBytes, this.argBytes] = [chunkBytes, argBytes];
    this.small = new Turnstile(memoryBytes * SMALL_SHARE, shareOf);
    this.reads = new Turnstile(readsAtOnce, shareOf);
    const forLarge = memoryBytes * (1 - SMALL_SHARE);
    const sets = Math.max(1, Math.floor(forLarge / (BUFFERS_A_FILE * LARGE_CALL_BYTES)));
    this.#large = new Turnstile(sets, shareOf);
  }

  /** Lends the buffers of one large file of a firm. */
  async withBuffers<T>(work: (buffers: BufferSet) => Promise<T>, whose: Omit<Passage, 'amount'>): Promise<T> {
    const leave = await this.#large.take({ amount: 1, ...whose });
    const buffers = this.#sets.pop() ?? new BufferSet(BUFFERS_A_FILE, LARGE_CALL_BYTES);
    try {
      return await work(buffers);
    } finally {
      this.#sets.push(buffers);
      leave();
    }
  }
}

/** A file to be staged. */
export interface StagedSource {
  /** Bytes that the source announces; they decide the way it goes. */
  readonly size: number;
  /** Opens it at its first byte; may be opened again. */
  readonly open: () => AsyncIterable<Uint8Array>;
  /** Where a large file’s progress is kept. @default nowhere */
  readonly journal?: StagingJournal;
  readonly signal?: AbortSignal;
  /** It comes behind files of the same firm that cannot wait. @default false */
  readonly canWait?: boolean;
}

/** Carries files into upload sessions: small ones packed, large ones in parallel chunks that can be gone on with. */
export class Stager {
  readonly #packer: FilePacker;
  readonly #firm: string;
  readonly #now: () => number;

  constructor(
    private readonly sessions: UploadSessions,
    private readonly memory: StagingMemory,
    { firm = '', now = Date.now }: StagerOptions = {},
  ) {
    [this.#firm, this.#now] = [firm, now];
    this.#packer = new FilePacker({ sessions, packBytes: memory.chunkBytes, argBytes: memory.argBytes, now });
  }

  /** @throws DropboxError; what the source throws; the signal’s reason */
  async stage(source: StagedSource): Promise<StagingResult> {
    return source.size <= PACKED_BYTES ? this.#small(source) : this.#large(source);
  }

  async #small({ size, open, signal, canWait = false }: StagedSource): Promise<StagingResult> {
    const whose = { signal, party: this.#firm, canWait };
    const leave = await this.memory.small.take({ amount: size, ...whose });
    try {
      const leaveReads = await this.memory.reads.take({ amount: 1, ...whose });
      const bytes = Buffer.allocUnsafe(size);
      let came = 0;
      const session = await this.#packer.stage(async () => {
        came = await fill(bytes, open()).finally(leaveReads);
        return came === size ? bytes : undefined;
      }, signal);
      if (session === undefined) return { kind: 'other-size', size: came };
      const hashes = { contentHash: contentHash(bytes), sha256: hash('sha256', bytes, 'hex') };
      const { id, startedMs, damagedSends } = session;
      return { kind: 'staged', staged: { session: id, startedMs, size, ...hashes, damagedSends } };
    } finally {
      leave();
    }
  }

  #large({
    size,
    open,
    journal = NO_JOURNAL,
    signal,
    canWait = false,
  }: StagedSource): Promise<StagingResult> {
    const { sessions } = this;
    const now = this.#now;
    const known = signal === undefined ? {} : { signal };
    return this.memory.withBuffers(
      (buffers) => stageLargeFile({ sessions, size, open, buffers, journal, now, ...known }),
      { party: this.#firm, signal, canWait },
    );
  }
}

/** @returns how many bytes came; a source that gives more than there is room for is not read to its end */
async function fill(bytes: Buffer, source: AsyncIterable<Uint8Array>): Promise<number> {
  let length = 0;
  for await (const piece of source) {
    if (length + piece.length > bytes.length) return length + piece.length;
    bytes.set(piece, length);
    length += piece.length;
  }
  return length;
}
