import { DatabaseSession, sleep } from './database-session.js';

/** Work on one session, until it breaks or the signal says stop. */
type SessionWork = (session: DatabaseSession, signal: AbortSignal) => Promise<void>;

/** What a worker needs. */
export interface WorkerOptions {
  readonly url: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly work: SessionWork;
  /** Told of every failure; the worker then starts over with a new session. */
  readonly onFailure: (error: unknown) => void;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Runs work in the background on a session of its own.
 * idle → running (start) → idle (stop, after the step in hand). A failure opens a new session after a growing pause.
 */
export class BackgroundWorker {
  readonly #options: WorkerOptions;
  #running: { readonly stop: AbortController; readonly done: Promise<void> } | null = null;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** Starts in the background; a worker that runs stays as it is. */
  start(): void {
    if (this.#running !== null) return;
    const stop = new AbortController();
    this.#running = { stop, done: this.#run(stop.signal) };
  }

  /** Finishes the step in hand. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    running?.stop.abort();
    await running?.done;
  }

  async #run(signal: AbortSignal): Promise<void> {
    let wait = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      const began = Date.now();
      await this.#runSession(signal);
      // A session that lived long was healthy: start over quickly.
      wait = Date.now() - began > LONGEST_PAUSE_MS ? FIRST_PAUSE_MS : Math.min(wait * 2, LONGEST_PAUSE_MS);
      if (!signal.aborted) await sleep(wait, signal);
    }
  }

  async #runSession(signal: AbortSignal): Promise<void> {
    const { url, applicationName, work, onFailure } = this.#options;
    try {
      await using session = await DatabaseSession.open(url, applicationName);
      await work(session, signal);
    } catch (error) {
      onFailure(error);
    }
  }
}
