import type { FirmId } from '@counterpart/contracts';
import type { HistoryStep, MigrateHistory } from './migrate-history.handler.js';

/** What the migrator runs with. */
export interface MigratorOptions {
  /** Whether anything is done for the firm now: of one that is suspended or removed, nothing is. */
  readonly isServed: (firm: FirmId) => Promise<boolean>;
  /** Whether the firm’s step waits for the budget of calls: meanwhile it is in no other firm’s way. */
  readonly isWaiting: (firm: FirmId) => boolean;
  readonly onStep: (firm: FirmId, step: HistoryStep) => void;
  readonly onTrouble: (firm: FirmId, error: unknown) => void;
}

/** A firm whose next step waits for a place. */
interface Queued {
  readonly firm: FirmId;
  readonly begin: () => void;
}

/** After a failure of our own ground (a database that cannot be reached), or where the firm waits, it is looked at again. */
const AGAIN_MS = 15_000;
/** Steps of different firms that are taken at once, beside those that wait for their firm’s budget: they share our database. */
const AT_ONCE = 2;
/** Where all of them are taken it is looked so often whether one has begun to wait. */
const FREE_MS = 1_000;

/** Takes the steps of all firms’ migrations, in the order in which they are due. One firm’s trouble is not another’s. */
export class Migrator {
  readonly #over = new AbortController();
  readonly #queue: Queued[] = [];
  readonly #stepping = new Set<FirmId>();
  readonly #running = new Map<FirmId, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #freeing: NodeJS.Timeout | undefined;

  constructor(
    private readonly history: Pick<MigrateHistory, 'step'>,
    private readonly firms: () => readonly FirmId[],
    private readonly options: MigratorOptions,
  ) {}

  start(): void {
    this.#admit();
    this.#timer = setInterval(() => this.#admit(), AGAIN_MS);
    this.#freeing = setInterval(() => this.#letIn(), FREE_MS);
  }

  async stop(): Promise<void> {
    this.#over.abort(new Error('ingest stops'));
    clearInterval(this.#timer);
    await Promise.all(this.#running.values());
    clearInterval(this.#freeing);
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
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    this.#queue.push({ firm, begin });
    this.#letIn();
    await begun;
    try {
      return await this.#step(firm);
    } finally {
      this.#stepping.delete(firm);
      this.#letIn();
    }
  }

  /** Lets the next ones in while there is a place. */
  #letIn(): void {
    for (let next = this.#nextIn(); next !== undefined; next = this.#nextIn()) {
      this.#stepping.add(next.firm);
      next.begin();
    }
  }

  #nextIn(): Queued | undefined {
    const atWork = [...this.#stepping].filter((firm) => !this.options.isWaiting(firm)).length;
    return atWork < AT_ONCE ? this.#queue.shift() : undefined;
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
