import type { FirmId } from '@counterpart/contracts';

/** How a clock goes. */
export interface FirmClockOptions {
  /** Between the end of one round and the beginning of the next; a round that took longer is followed by as long a rest. */
  readonly everyMs: number;
  /** Firms that are worked for side by side: what takes long for one keeps no other waiting while one place is free. @default 1 */
  readonly atOnce?: number;
  /** The firms of a round, asked for anew each time. */
  readonly firms: () => readonly FirmId[];
  /** Whether anything is done for the firm now: of one that is suspended or removed, nothing is. */
  readonly isServed: (firm: FirmId) => Promise<boolean>;
  readonly onTrouble: (firm: FirmId, error: unknown) => void;
}

/**
 * Has something done for each firm by the clock, one firm after the other, or a few at once: time passes without any event. One
 * firm’s trouble is not another’s.
 *
 * resting → working (start, or the rest is over) → resting … → stopped (after the firms in hand).
 */
export class FirmClock {
  readonly #over = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  constructor(
    private readonly work: (firm: FirmId, signal: AbortSignal) => Promise<void>,
    private readonly options: FirmClockOptions,
  ) {}

  /** Begins a round now. */
  start(): void {
    this.#round = this.#go();
  }

  /** Begins with a rest: for work that is not to be done more often because processes start. */
  rest(): void {
    this.#rest(this.options.everyMs);
  }

  /** Waits for the firms in hand; their work is told by its signal that time is up. */
  async stop(): Promise<void> {
    this.#over.abort(new Error('the service stops'));
    clearTimeout(this.#timer);
    await this.#round;
  }

  async #go(): Promise<void> {
    const began = performance.now();
    const waiting = this.options.firms().values();
    await Promise.all(Array.from({ length: this.options.atOnce ?? 1 }, () => this.#tendAll(waiting)));
    if (this.#over.signal.aborted) return;
    // Rounds take at most half of the time, however much there is to do.
    this.#rest(Math.max(this.options.everyMs, performance.now() - began));
  }

  /** Takes the firm that is next, until none waits. */
  async #tendAll(waiting: Iterable<FirmId>): Promise<void> {
    for (const firm of waiting) {
      if (this.#over.signal.aborted) return;
      await this.#tend(firm);
    }
  }

  #rest(forMs: number): void {
    this.#timer = setTimeout(() => this.start(), forMs);
  }

  async #tend(firm: FirmId): Promise<void> {
    try {
      if (await this.options.isServed(firm)) await this.work(firm, this.#over.signal);
    } catch (error) {
      if (!this.#over.signal.aborted) this.options.onTrouble(firm, error);
    }
  }
}
