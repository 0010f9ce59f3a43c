import type { FirmId } from '@counterpart/contracts';
import type { PlanThinning } from './plan-thinning.handler.js';

export interface ThinningClockOptions {
  /** Between two looks. */
  readonly everyMs: number;
  /** Whether anything is done for the firm now: of one that is suspended or removed, nothing is. */
  readonly isServed: (firm: FirmId) => Promise<boolean>;
  readonly onPlanned: (firm: FirmId, planned: number) => void;
  readonly onTrouble: (firm: FirmId, error: unknown) => void;
}

/** Has prior versions looked at by the clock, one firm after the other: a version grows old without any event. */
export class ThinningClock {
  readonly #over = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly thinning: Pick<PlanThinning, 'tend'>,
    private readonly firms: readonly FirmId[],
    private readonly options: ThinningClockOptions,
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
      const planned = await this.thinning.tend(firm, this.#over.signal);
      if (planned > 0) this.options.onPlanned(firm, planned);
    } catch (error) {
      if (!this.#over.signal.aborted) this.options.onTrouble(firm, error);
    }
  }
}
