import type { FirmId } from '@counterpart/contracts';
import type { FindDrift } from './find-drift.handler.js';

/** Puts back what was found, where the policy says so. */
export interface Healer {
  /** @returns how many were put back */
  tend(firm: FirmId): Promise<number>;
}

/** What the watch runs with. */
export interface DriftWatchOptions {
  readonly everyMs: number;
  /** Whether anything is done for the firm now: of one that is suspended or removed, nothing is. */
  readonly isServed: (firm: FirmId) => Promise<boolean>;
  readonly onTold: (firm: FirmId, told: number) => void;
  readonly onHealed: (firm: FirmId, healed: number) => void;
  readonly onTrouble: (firm: FirmId, error: unknown) => void;
}

/** Looks at every firm’s Dropbox by the clock, one firm after another. One firm’s trouble is not another’s. */
export class DriftWatch {
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(
    private readonly drift: Pick<FindDrift, 'look'>,
    private readonly healer: Healer,
    private readonly firms: () => readonly FirmId[],
    private readonly options: DriftWatchOptions,
  ) {}

  start(): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.#lookAtAll().then(() => (this.#isOver ? undefined : this.start()));
    }, this.options.everyMs);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  async #lookAtAll(): Promise<void> {
    for (const firm of this.firms()) {
      if (this.#isOver) return;
      try {
        if (!(await this.options.isServed(firm))) continue;
        const told = await this.drift.look(firm);
        if (told !== undefined && told > 0) this.options.onTold(firm, told);
        // Another pod looks, and puts back.
        const healed = told === undefined ? 0 : await this.healer.tend(firm);
        if (healed > 0) this.options.onHealed(firm, healed);
      } catch (error) {
        this.options.onTrouble(firm, error);
      }
    }
  }
}
