import { DropboxError } from '../errors.js';
import { MOST_ENTRIES, type PackResult, type UploadSessions } from '../upload-sessions.js';
import { callsOf, type Seat } from './pack-calls.js';
import { settleEntry } from './settle-entry.js';
import { SessionPool, type OpenSession } from './session-pool.js';

/** How files are packed. */
export interface PackerOptions {
  readonly sessions: UploadSessions;
  /** Bytes of one call. */
  readonly packBytes: number;
  /** Longest argument of one call, bytes. */
  readonly argBytes: number;
  /** Longest time that a file waits for others. @default 1000 */
  readonly lingerMs?: number;
  readonly now?: () => number;
}

/** Least time between two packs that are not full, milliseconds: files that come one after another would each take a call. */
const APART_MS = 250;

/** A file’s closed session. */
export interface PackedSession extends OpenSession {
  /** How often the call with its bytes arrived damaged and was sent again. */
  readonly damagedSends: number;
}

/** A file that waits for its pack to go. */
interface Passenger {
  readonly bytes: Uint8Array;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (session: PackedSession) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Packs small files that come at the same time into few calls: sessions are opened in stock, and one `append_batch`
 * fills and closes many, or some where the argument grows too long for its header. A pack goes when it is full, when no other file is on its way and none went just now (so a single file
 * never waits), or when its first file has waited long enough.
 */
export class FilePacker {
  readonly #pool: SessionPool;
  readonly #now: () => number;
  #coming = 0;
  #pack: Passenger[] = [];
  #bytes = 0;
  #linger: NodeJS.Timeout | undefined;
  /** When the last pack went, by the clock that only goes forward. */
  #wentMs = -APART_MS;

  constructor(private readonly options: PackerOptions) {
    this.#now = options.now ?? Date.now;
    this.#pool = new SessionPool(options.sessions, this.#now);
  }

  /**
   * Reads one file whole and stages it. @returns its closed session; undefined where reading gave nothing to stage
   * @throws what reading throws; DropboxError
   */
  async stage(
    read: () => Promise<Uint8Array | undefined>,
    signal?: AbortSignal,
  ): Promise<PackedSession | undefined> {
    this.#coming += 1;
    let bytes: Uint8Array | undefined;
    try {
      bytes = await read();
    } finally {
      this.#coming -= 1;
      // The next file may be let in only after this one has been read; give it the chance to come.
      setImmediate(() => this.#goIfAlone());
    }
    return bytes === undefined ? undefined : this.#board(bytes, signal);
  }

  #board(bytes: Uint8Array, signal: AbortSignal | undefined): Promise<PackedSession> {
    const { packBytes, lingerMs = 1000 } = this.options;
    if (this.#bytes + bytes.length > packBytes) this.#go();
    const { promise, resolve, reject } = Promise.withResolvers<PackedSession>();
    this.#pack.push({ bytes, signal, resolve, reject });
    this.#bytes += bytes.length;
    if (this.#pack.length === 1) this.#goIn(lingerMs);
    if (this.#bytes >= packBytes || this.#pack.length >= MOST_ENTRIES) this.#go();
    return promise;
  }

  #goIfAlone(): void {
    if (this.#coming > 0 || this.#pack.length === 0) return;
    const restMs = this.#wentMs + APART_MS - performance.now();
    if (restMs <= 0) this.#go();
    else this.#goIn(restMs);
  }

  #goIn(milliseconds: number): void {
    clearTimeout(this.#linger);
    this.#linger = setTimeout(() => this.#go(), milliseconds);
  }

  #go(): void {
    clearTimeout(this.#linger);
    this.#wentMs = performance.now();
    const pack = this.#pack.filter(({ signal, reject }) => {
      if (signal?.aborted === true) reject(signal.reason);
      return signal?.aborted !== true;
    });
    [this.#pack, this.#bytes] = [[], 0];
    if (pack.length === 0) return;
    this.#send(pack).catch((error: unknown) => {
      for (const { reject } of pack) reject(error);
    });
  }

  /** Who gives up while the call is under way leaves an unused session behind; the others go on. */
  async #send(pack: readonly Passenger[]): Promise<void> {
    const [only, ...others] = pack;
    if (only !== undefined && others.length === 0) return this.#sendAlone(only);
    const sessions = await this.#pool.take(pack.length);
    const seats = pack.map((passenger, at) => ({ passenger, session: sessions[at] as OpenSession }));
    await Promise.all(callsOf(seats, this.options.argBytes).map((call) => this.#sendCall(call)));
  }

  async #sendAlone({ bytes, resolve, reject }: Passenger): Promise<void> {
    const startedMs = this.#now();
    let damagedSends = 0;
    await this.options.sessions
      .startClosed(bytes, { onDamaged: () => void (damagedSends += 1) })
      .then((id) => resolve({ id, startedMs, damagedSends }), reject);
  }

  async #sendCall(seats: readonly Seat<Passenger>[]): Promise<void> {
    let damagedSends = 0;
    try {
      const results = await this.options.sessions.appendBatch(
        seats.map(({ passenger, session }) => ({ session: session.id, bytes: passenger.bytes })),
        { onDamaged: () => void (damagedSends += 1) },
      );
      await Promise.all(seats.map((seat, at) => this.#seat(seat, results[at] as PackResult, damagedSends)));
    } catch (error) {
      // A call that is refused as such says nothing of the files in it: each is judged alone.
      if (error instanceof DropboxError && error.code === 'DROPBOX_REFUSED') {
        await Promise.all(seats.map(({ passenger }) => this.#sendAlone(passenger)));
      } else for (const { passenger } of seats) passenger.reject(error);
    }
  }

  async #seat(
    { passenger, session }: Seat<Passenger>,
    result: PackResult,
    damagedInCall: number,
  ): Promise<void> {
    let damagedSends = damagedInCall;
    try {
      const settled = await settleEntry(
        this.options.sessions,
        { bytes: passenger.bytes, session, result },
        { onDamaged: () => void (damagedSends += 1) },
      );
      passenger.resolve({ ...settled, damagedSends });
    } catch (error) {
      passenger.reject(error);
    }
  }
}
