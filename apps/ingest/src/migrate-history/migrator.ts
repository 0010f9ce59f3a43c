import type { FirmId } from '@counterpart/contracts';
import type { HistoryStep, MigrateHistory } from './migrate-history.handler.js';

/** What the migrator runs with. */
export interface MigratorOptions {
  /** Whether anything is done for the firm now: of one that is suspended or removed, nothing is. */
  readonly isServed: (firm: FirmId) => Promise<boolean>;
  readonly onStep: (firm: FirmId, step: HistoryStep) => void;
  readonly onTrouble: (firm: FirmId, error: unknown) => void;
}

/** After a failure of our own ground (a database that cannot be reached), or where the firm waits, it is looked at again. */
const AGAIN_MS = 15_000;
/** Steps of different firms that are taken at once: each holds a database session while it waits for Clio. */
const AT_ONCE = 2;

/** Takes the steps of all firms’ migrations, in the order in which they are due. One firm’s trouble is not another’s. */
export class Migrator {
  readonly #over = new AbortController();
  readonly #queue: (() => void)[] = [];
  #stepping = 0;
  readonly #running = new Map<FirmId, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly history: Pick<MigrateHistory, 'step'>,
    private readonly firms: () => readonly FirmId[],
    private readonly options: MigratorOptions,
  ) {}

  start(): void {
    this.#admit();
    this.#timer = setInterval(() => this.#admit(), AGAIN_MS);
  }

  async stop(): Promise<void> {
    this.#over.abort(new Error('ingest stops'));
    clearInterval(this.#timer);
    await Promise.all(this.#running.values());
  }

  /** Firms come while the service runs. */
  #admit(): void {
    for (const firm of this.firms()) {
      if (!this.#running.has(firm)) this.#running.set(firm, this.#migrate(firm));
    }
  }

  async #migrate(firm: FirmId): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      const afterMs = await this.#inTurn(firm);
      await this.#pause(afterMs);
    }
  }

  async #inTurn(firm: FirmId): Promise<number> {
    if (this.#stepping < AT_ONCE) this.#stepping += 1;
    // The one that ends hands its place over.
    else await new Promise<void>((begin) => this.#queue.push(begin));
    try {
      return await this.#step(firm);
    } finally {
      const next = this.#queue.shift();
      if (next === undefined) this.#stepping -= 1;
      else next();
    }
  }

  async #step(firm: FirmId): Promise<number> {
    if (this.#over.signal.aborted) return 0;
    try {
      if (!(await this.options.isServed(firm))) return AGAIN_MS;
      const step = await this.history.step(firm, this.#over.signal);
      this.options.onStep(firm, step);
      return step.afterMs;
    } catch (error) {
      if (!this.#over.signal.aborted) this.options.onTrouble(firm, error);
      return AGAIN_MS;
    }
  }

  /** Stopping ends it. */
  #pause(ms: number): Promise<void> {
    const { signal } = this.#over;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
    });
  }
}
