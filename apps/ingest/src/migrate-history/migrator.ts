import type { FirmId } from '@counterpart/contracts';
import type { HistoryStep, MigrateHistory } from './migrate-history.handler.js';

/** What the migrator runs with. */
export interface MigratorOptions {
  readonly onStep: (firm: FirmId, step: HistoryStep) => void;
  readonly onTrouble: (firm: FirmId, error: unknown) => void;
}

/** After a failure of our own ground (a database that cannot be reached) the step is taken again. */
const AGAIN_MS = 15_000;

/** Takes the steps of all firms’ migrations. One firm’s trouble is not another’s. */
export class Migrator {
  readonly #over = new AbortController();
  #running: readonly Promise<void>[] = [];

  constructor(
    private readonly history: Pick<MigrateHistory, 'step'>,
    private readonly firms: readonly FirmId[],
    private readonly options: MigratorOptions,
  ) {}

  start(): void {
    this.#running = this.firms.map((firm) => this.#migrate(firm));
  }

  async stop(): Promise<void> {
    this.#over.abort(new Error('ingest stops'));
    await Promise.all(this.#running);
  }

  async #migrate(firm: FirmId): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      const afterMs = await this.#step(firm);
      await this.#pause(afterMs);
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

  async #step(firm: FirmId): Promise<number> {
    try {
      const step = await this.history.step(firm, this.#over.signal);
      this.options.onStep(firm, step);
      return step.afterMs;
    } catch (error) {
      if (!this.#over.signal.aborted) this.options.onTrouble(firm, error);
      return AGAIN_MS;
    }
  }
}
