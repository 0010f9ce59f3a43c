/** How a breaker waits. */
export interface BreakerOptions {
  /** Wait after the first outage. @default 1000 */
  readonly firstMs?: number;
  /** Longest wait. @default 60000 */
  readonly longestMs?: number;
}

/**
 * Holds a subscription back while an outside system is down.
 *
 * - *closed*: work flows.
 * - *open*: nothing starts until the wait is over; each further outage doubles the wait.
 * - *half-open*: one piece of work probes. Success closes the breaker, an outage opens it again. A success while it is
 *   open closes nothing: it is of work that began before, or that did not need the outside system.
 */
export class Breaker {
  #failures = 0;
  #openUntil = 0;
  #probing = false;

  constructor(
    private readonly now: () => number,
    private readonly options: BreakerOptions = {},
  ) {}

  /** Milliseconds until work may start; 0 starts it now. The first to get 0 after an outage is the probe. */
  waitMs(): number {
    if (this.#failures === 0) return 0;
    const left = this.#openUntil - this.now();
    if (left > 0) return left;
    if (this.#probing) return Math.max(50, this.options.firstMs ?? 1000);
    this.#probing = true;
    return 0;
  }

  /** An outside system answered as it should. */
  succeeded(): void {
    if (this.#openUntil > this.now()) return;
    this.#failures = 0;
    this.#probing = false;
  }

  /** Work ended without telling, as where its partition went to another process: it probes no more. */
  abandoned(): void {
    this.#probing = false;
  }

  /** An outside system is down. @param afterMs what it asked to wait at least */
  failed(afterMs = 0): void {
    const { firstMs = 1000, longestMs = 60_000 } = this.options;
    // Work that began before the outage fails with it; that is one outage, not many.
    const isSame = !this.#probing && this.#openUntil > this.now();
    if (!isSame) this.#failures += 1;
    this.#probing = false;
    const wait = Math.min(longestMs, firstMs * 2 ** (this.#failures - 1));
    this.#openUntil = Math.max(this.#openUntil, this.now() + Math.max(wait, afterMs));
  }

  get isOpen(): boolean {
    return this.#failures > 0;
  }
}
