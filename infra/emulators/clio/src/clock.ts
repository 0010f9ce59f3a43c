/** The emulator's time: the machine's clock plus an offset that tests move forward. */
export class VirtualClock {
  #aheadMs = 0;

  /** Milliseconds since 1970, virtual. */
  now(): number {
    return Date.now() + this.#aheadMs;
  }

  /** Moves virtual time forward; expiries and rate windows see it at once, retry timers do not. */
  advance(milliseconds: number): void {
    this.#aheadMs += milliseconds;
  }
}
