import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { WAKE_CHANNEL } from '../append.js';

/**
 * Readers go along an index from where they stand, a batch at a time. A planner that knows nothing of the table yet, as
 * after a rebuild or a day’s migration, takes all that is behind the cursor to be little, and reads and sorts it anew
 * for each batch. So there is one plan, which need not be made again for each batch either.
 */
const ALONG_THE_INDEX =
  'set enable_bitmapscan = off; set enable_seqscan = off; set plan_cache_mode = force_generic_plan';

/**
 * How long a session that waits believes that its server takes writes, in milliseconds. Where another server took over and
 * the old one only reads, nothing comes any more, so no write would ever tell.
 */
const BELIEVED_MS = 5_000;

/**
 * One connection of a background reader: it listens for appends and holds the session's advisory locks.
 * Once broken it stays broken; `wait` and every query then throw.
 */
export class DatabaseSession implements AsyncDisposable {
  readonly client: pg.Client;
  #failure: Error | null = null;
  readonly #owners = new Set<string>();
  #wake: (() => void) | null = null;
  #askedAt = performance.now();

  private constructor(url: string, applicationName: string) {
    this.client = new pg.Client({
      connectionString: url,
      application_name: applicationName,
      keepAlive: true,
    });
    this.client.on('error', (error) => this.#break(error));
    this.client.on('end', () => this.#break(new Error('Connection terminated')));
    this.client.on('notification', ({ payload }) => {
      this.#owners.add(payload ?? '');
      this.#wake?.();
    });
  }

  /** Connects and listens. */
  static async open(url: string, applicationName: string): Promise<DatabaseSession> {
    const session = new DatabaseSession(url, applicationName);
    await session.client.connect();
    await session.client.query(`listen ${WAKE_CHANNEL}; ${ALONG_THE_INDEX}`);
    return session;
  }

  /**
   * Waits until one of the owners' topics got something, at most so many milliseconds.
   * What came since the last wait counts; the caller reads after every wait, so one wake-up stands for many.
   * @throws also where the server takes no writes any more: whoever opens a new session asks the name server anew
   */
  async wait(owners: readonly string[], milliseconds: number, signal: AbortSignal): Promise<void> {
    const isDue = (): boolean => this.#failure !== null || owners.some((owner) => this.#owners.has(owner));
    if (!isDue() && !signal.aborted) await this.#sleep(isDue, milliseconds, signal);
    this.#owners.clear();
    if (this.#failure !== null) throw this.#failure;
    if (!signal.aborted) await this.#assertWritable();
  }

  /** Ends the connection; locks and the listening end with it. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#failure !== null) return;
    await this.client.end();
  }

  async #sleep(isDue: () => boolean, milliseconds: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => {
      if (isDue()) woken.abort();
    };
    await sleep(milliseconds, AbortSignal.any([signal, woken.signal]));
    this.#wake = null;
  }

  async #assertWritable(): Promise<void> {
    if (performance.now() - this.#askedAt < BELIEVED_MS) return;
    const { rows } = await this.client.query<{ transaction_read_only: string }>('show transaction_read_only');
    if (rows[0]?.transaction_read_only === 'on') throw new Error('the server takes no writes any more');
    this.#askedAt = performance.now();
  }

  #break(error: Error): void {
    this.#failure ??= error;
    this.#wake?.();
  }
}

/** Sleeps, at most until the signal. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
