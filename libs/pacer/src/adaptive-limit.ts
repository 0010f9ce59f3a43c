/** Bounds of an adaptive limit. */
export interface AdaptiveLimitOptions {
  /** Calls at once in the beginning. @default 4 */
  readonly start?: number;
  /** Calls at once at most. @default 32 */
  readonly most?: number;
}

/** Proof of having been let in; handed back when the call is over. */
export interface Ticket {
  /** How often the limit had been cut when the call began. */
  readonly cuts: number;
  readonly startedMs: number;
  /** Whether the limit was what held further calls back. */
  readonly full: boolean;
}

/** How a call ended: `refused` for its rate, with the wait that the answer asks for. */
export type CallOutcome = { readonly kind: 'ended' } | { readonly kind: 'refused'; readonly afterMs: number };

/** Below so many calls at once, a whole call more or less is a large step: calls follow each other with gaps. */
const FEW = 4;
/** Fewer calls at once than this are never tried. */
const LEAST = 0.05;
const CUT = 0.7;
/** Refused calls count too (data ingress guide): after a refusal nothing is tried for this long at least. */
const LEAST_PAUSE_MS = 1000;
/** Up to this share of the level that was refused last, growth is quick. */
const NEAR = 0.9;
/** Beyond it, this share of that level is tried in a minute. */
const PROBE_PER_MINUTE = 0.1;
const MINUTE_MS = 60_000;
/** Weight of the newest call in the mean time of a call. */
const NEWEST = 0.1;

/**
 * Finds how many calls at once a vendor takes whose limit is not published (Dropbox publishes none): one more a
 * round trip while it goes well (twice as many until the first refusal), a cut after a refusal. The level that was
 * refused is remembered and approached slowly, so that it settles just below it and is refused about once in a
 * minute at most. Calls that were under way at a cut do not cut again.
 *
 * Pure state: time comes in, waiting is the caller’s.
 */
export class AdaptiveLimit {
  readonly #most: number;
  #limit: number;
  #refusedAt = Infinity;
  #cuts = 0;
  #inFlight = 0;
  #closedUntilMs = 0;
  #grownMs = 0;
  #nextStartMs = -Infinity;
  #callMs = 0;

  constructor({ start = 4, most = 32 }: AdaptiveLimitOptions = {}) {
    this.#most = most;
    this.#limit = Math.min(start, most);
  }

  /** Calls at once that are let in now. */
  get limit(): number {
    return this.#limit;
  }

  /** @returns a ticket, or how long to wait at least; Infinity waits for a call to end */
  enter(nowMs: number): Ticket | number {
    if (nowMs < this.#closedUntilMs) return this.#closedUntilMs - nowMs;
    if (this.#inFlight >= Math.ceil(this.#limit)) return Infinity;
    const gapMs = this.#limit >= FEW ? 0 : this.#callMs / this.#limit;
    if (nowMs < this.#nextStartMs && gapMs > 0) return this.#nextStartMs - nowMs;
    this.#inFlight += 1;
    // Late by less than a gap is made good, so that a coarse clock does not slow calls down.
    this.#nextStartMs = Math.max(this.#nextStartMs, nowMs - gapMs) + gapMs;
    const full = this.#inFlight >= Math.floor(this.#limit);
    return { cuts: this.#cuts, startedMs: nowMs, full };
  }

  /** Takes in how a call ended. */
  leave(ticket: Ticket, nowMs: number, outcome: CallOutcome): void {
    this.#inFlight -= 1;
    if (outcome.kind === 'refused') {
      this.#closedUntilMs = Math.max(this.#closedUntilMs, nowMs + Math.max(LEAST_PAUSE_MS, outcome.afterMs));
      if (ticket.cuts === this.#cuts) this.#cut(nowMs);
      return;
    }
    const callMs = nowMs - ticket.startedMs;
    this.#callMs = this.#callMs === 0 ? callMs : this.#callMs * (1 - NEWEST) + callMs * NEWEST;
    if (ticket.full && ticket.cuts === this.#cuts) this.#grow(nowMs);
  }

  #cut(nowMs: number): void {
    this.#cuts += 1;
    this.#refusedAt = this.#limit;
    this.#limit = Math.max(LEAST, this.#limit * CUT);
    this.#grownMs = nowMs;
  }

  #grow(nowMs: number): void {
    const near = this.#refusedAt * NEAR;
    const sinceMs = Math.min(MINUTE_MS, nowMs - this.#grownMs);
    this.#grownMs = nowMs;
    if (this.#limit >= near) this.#limit += this.#refusedAt * PROBE_PER_MINUTE * (sinceMs / MINUTE_MS);
    else if (this.#refusedAt === Infinity) this.#limit += 1;
    else this.#limit = Math.min(near, this.#limit + Math.min(1 / this.#limit, this.#limit / 10));
    this.#limit = Math.min(this.#most, this.#limit);
  }
}
