import type { FirmId } from '@counterpart/contracts';

/** What is done for a firm by the clock. */
export interface ClockWork {
  tend(firm: FirmId, signal: AbortSignal): Promise<void>;
}

export interface NoticeClockOptions {
  readonly everyMs: number;
  /** Whether anything is done for the firm now: of one that is suspended or removed, nothing is. */
  readonly isServed: (firm: FirmId) => Promise<boolean>;
  readonly onTrouble: (firm: FirmId, error: unknown) => void;
}

/** Runs work for a firm where no other pod does. */
export type FirmTurns = (firm: FirmId, work: () => Promise<void>) => Promise<void>;

/** Has waiting notices and summaries looked at by the clock, one firm after the other: no event says that a night is over. */
export class NoticeClock {
  readonly #over = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly works: readonly ClockWork[],
    private readonly firms: readonly FirmId[],
    private readonly takeTurn: FirmTurns,
    private readonly options: NoticeClockOptions,
  ) {}

  start(): void {
    this.#looking = this.#look();
  }

  async stop(): Promise<void> {
    this.#over.abort(new Error('the notifier stops'));
    clearTimeout(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    for (const firm of this.firms) {
      if (this.#over.signal.aborted) return;
      await this.#tend(firm);
    }
    if (this.#over.signal.aborted) return;
    this.#timer = setTimeout(() => this.start(), this.options.everyMs);
  }

  async #tend(firm: FirmId): Promise<void> {
    try {
      if (!(await this.options.isServed(firm))) return;
      await this.takeTurn(firm, async () => {
        for (const work of this.works) await work.tend(firm, this.#over.signal);
      });
    } catch (error) {
      if (!this.#over.signal.aborted) this.options.onTrouble(firm, error);
    }
  }
}
