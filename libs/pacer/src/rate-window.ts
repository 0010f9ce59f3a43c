/** What an answer tells of the caller’s budget. */
export interface RateHeaders {
  /** Calls of a whole window. */
  readonly limit?: number;
  /** Calls left in the window. */
  readonly remaining?: number;
  /** End of the window, milliseconds since 1970. */
  readonly resetMs?: number;
}

/**
 * Follows a vendor’s window of calls (`X-RateLimit-*`): calls that go out count down, an answer corrects the count,
 * a refusal closes the window until the time it names.
 */
export class RateWindow {
  #limit = 0;
  #remaining = Infinity;
  #resetMs = 0;
  #closedUntilMs = 0;

  /**
   * Milliseconds until a call may go out; 0 takes one call from the budget.
   * @param leaving share of the window (0…1) that is left to others: calls that can wait let those go first that cannot
   */
  take(nowMs: number, leaving = 0): number {
    if (nowMs < this.#closedUntilMs) return this.#closedUntilMs - nowMs;
    if (nowMs >= this.#resetMs) this.#remaining = Infinity;
    if (this.#remaining <= Math.floor(this.#limit * leaving)) return this.#resetMs - nowMs;
    this.#remaining -= 1;
    return 0;
  }

  /** Takes in what an answer tells. Answers may overtake each other: within a window the lower count holds. */
  learn({ limit, remaining, resetMs }: RateHeaders): void {
    this.#limit = limit ?? this.#limit;
    if (remaining === undefined || resetMs === undefined) return;
    const isSameWindow = resetMs === this.#resetMs;
    this.#remaining = isSameWindow ? Math.min(this.#remaining, remaining) : remaining;
    this.#resetMs = resetMs;
  }

  /** The vendor refused a call (429). */
  close(untilMs: number): void {
    this.#closedUntilMs = Math.max(this.#closedUntilMs, untilMs);
  }
}
