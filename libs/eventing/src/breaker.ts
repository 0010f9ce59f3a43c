/** How a breaker waits. */
export interface BreakerOptions {
  /** Wait after the first outage. @default 1000 */
  readonly firstMs?: number;
  /** Longest wait. @default 60000 */
  readonly longestMs?: number;
}

/**
 * Holds work back while an outside system is down.
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

  /** Milliseconds until a probe may start; 0 where the wait is over. */
  waitMs(): number {
    return this.#failures === 0 ? 0 : Math.max(0, this.#openUntil - this.now());
  }

  /** Whether work may start now: it flows, or its turn to probe has come and nothing probes yet. */
  get mayStart(): boolean {
    return this.#failures === 0 || (this.waitMs() === 0 && !this.#probing);
  }

  /** Work that may start does. @returns whether it is the probe: who began it says when it ended without telling */
  begin(): boolean {
    if (this.#failures === 0) return false;
    this.#probing = true;
    return true;
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

  /** How many probes failed since work last got through. */
  get probesInVain(): number {
    return Math.max(0, this.#failures - 1);
  }

  get isOpen(): boolean {
    return this.#failures > 0;
  }
}
