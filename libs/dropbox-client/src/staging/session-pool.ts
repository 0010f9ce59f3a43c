import { MOST_ENTRIES, type UploadSessions } from '../upload-sessions.js';

/** An open upload session. */
export interface OpenSession {
  readonly id: string;
  /** When its 7 days began, milliseconds since 1970. */
  readonly startedMs: number;
}

/** Sessions opened beyond what is asked for: one call serves the next packs too. They cost nothing if unused. */
const AHEAD = 256;
/** An unused session older than this is left to expire: what is staged in it should have most of its 7 days. */
const FRESH_MS = 60 * 60 * 1000;

/** Empty upload sessions in stock, so that a pack need not wait for them. */
export class SessionPool {
  #ready: OpenSession[] = [];

  constructor(
    private readonly sessions: Pick<UploadSessions, 'startBatch'>,
    private readonly now: () => number,
  ) {}

  /** @returns so many sessions that nobody else has @throws DropboxError */
  async take(count: number, signal?: AbortSignal): Promise<readonly OpenSession[]> {
    const oldest = this.now() - FRESH_MS;
    this.#ready = this.#ready.filter(({ startedMs }) => startedMs > oldest);
    const stocked = this.#ready.splice(0, count);
    const missing = count - stocked.length;
    if (missing === 0) return stocked;
    const opened = await this.#open(Math.min(MOST_ENTRIES, missing + AHEAD), signal);
    this.#ready.push(...opened.slice(missing));
    return [...stocked, ...opened.slice(0, missing)];
  }

  async #open(count: number, signal: AbortSignal | undefined): Promise<readonly OpenSession[]> {
    const startedMs = this.now();
    const ids = await this.sessions.startBatch(count, signal === undefined ? {} : { signal });
    return ids.map((id) => ({ id, startedMs }));
  }
}
