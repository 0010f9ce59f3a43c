import type { FirmId } from '@counterpart/contracts';
import type { TendClosings } from './tend-closings.handler.js';

export interface ClosingClockOptions {
  /** Between two looks at all closings. */
  readonly everyMs: number;
  /** Whether anything is done for the firm now: of one that is suspended or removed, nothing is. */
  readonly isServed: (firm: FirmId) => Promise<boolean>;
  readonly onTrouble: (firm: FirmId, error: unknown) => void;
}

/** Has closings tended by the clock, one firm after the other: a limit runs out without any event. */
export class ClosingClock {
  readonly #over = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly closings: Pick<TendClosings, 'tend'>,
    private readonly firms: readonly FirmId[],
    private readonly options: ClosingClockOptions,
  ) {}

  start(): void {
    this.#looking = this.#look();
  }

  async stop(): Promise<void> {
    this.#over.abort(new Error('the router stops'));
    clearTimeout(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    const began = performance.now();
    for (const firm of this.firms) {
      if (this.#over.signal.aborted) return;
      await this.#tend(firm);
    }
    if (this.#over.signal.aborted) return;
    // Looking takes at most half of the time, however much there is to look at.
    const pause = Math.max(this.options.everyMs, performance.now() - began);
    this.#timer = setTimeout(() => this.start(), pause);
  }

  async #tend(firm: FirmId): Promise<void> {
    try {
      if (!(await this.options.isServed(firm))) return;
      await this.closings.tend(firm, this.#over.signal);
    } catch (error) {
      if (!this.#over.signal.aborted) this.options.onTrouble(firm, error);
    }
  }
}
