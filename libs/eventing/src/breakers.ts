import type { FirmId } from '@counterpart/contracts';
import { Breaker } from './breaker.js';

/**
 * A breaker for each firm: what holds one firm’s work back holds nobody else’s. A firm whose work flows has none, so that
 * none is kept for a firm that is gone.
 */
export class Breakers<Firm extends string = FirmId> {
  readonly #open = new Map<Firm, Breaker>();

  /**
   * @param onChange a firm’s work may start again: its wait is over, or its breaker closed
   */
  constructor(
    private readonly now: () => number,
    private readonly onChange: () => void = () => undefined,
  ) {}

  /** Whether a firm’s work is held back: it starts no more than a probe at a time. */
  isOpen(firm: Firm): boolean {
    return this.#open.has(firm);
  }

  /** How many of a firm’s probes failed since its work last got through. */
  probesInVain(firm: Firm): number {
    return this.#open.get(firm)?.probesInVain ?? 0;
  }

  /** Whether a firm’s work may start now. */
  mayStart(firm: Firm): boolean {
    return this.#open.get(firm)?.mayStart ?? true;
  }

  /** A firm’s work that may start does. @returns whether it is a probe: where it ends without telling, it is `abandoned` */
  begin(firm: Firm): boolean {
    return this.#open.get(firm)?.begin() ?? false;
  }

  /** An outside system answered the firm as it should. */
  succeeded(firm: Firm): void {
    const breaker = this.#open.get(firm);
    breaker?.succeeded();
    if (breaker === undefined || breaker.isOpen) return;
    this.#open.delete(firm);
    this.onChange();
  }

  /** An outside system is down for the firm. @param afterMs what it asked to wait at least */
  failed(firm: Firm, afterMs = 0): void {
    const breaker = this.#open.get(firm) ?? new Breaker(this.now);
    this.#open.set(firm, breaker);
    breaker.failed(afterMs);
    this.#wakeAfter(firm, breaker);
  }

  /** A probe ended without telling. */
  abandoned(firm: Firm): void {
    const breaker = this.#open.get(firm);
    breaker?.abandoned();
    if (breaker !== undefined) this.onChange();
  }

  /** A firm that is no longer served has no breaker. */
  forget(firm: Firm): void {
    if (this.#open.delete(firm)) this.onChange();
  }

  /** Firms whose work is held back. */
  get firms(): readonly Firm[] {
    return [...this.#open.keys()];
  }

  #wakeAfter(firm: Firm, breaker: Breaker): void {
    const wake = (): void => {
      if (this.#open.get(firm) !== breaker) return;
      if (breaker.waitMs() > 0) this.#wakeAfter(firm, breaker);
      else this.onChange();
    };
    setTimeout(wake, Math.min(breaker.waitMs(), LONGEST_TIMER_MS)).unref();
  }
}

/** Timers of Node.js count in 31 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
