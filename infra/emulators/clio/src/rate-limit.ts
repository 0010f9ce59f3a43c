import type { VirtualClock } from './clock.js';

const WINDOW_MS = 60_000;

interface Window {
  endsAt: number;
  used: number;
}

/** The verdict on one call: headers for the answer and, when refused, the seconds to wait. */
export interface RateVerdict {
  readonly headers: Record<string, string>;
  readonly retryAfterSeconds: number | null;
}

/** Counts calls per access token in windows of 60 s that start with the first call. */
export class RateLimiter {
  readonly #windows = new Map<number, Window>();
  readonly #limit: number | null;
  readonly #clock: VirtualClock;

  /** A limit of null lets everything pass and sends no headers. */
  constructor(limit: number | null, clock: VirtualClock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Counts a call of the token. */
  count(tokenId: number): RateVerdict {
    if (this.#limit === null) return { headers: {}, retryAfterSeconds: null };
    const now = this.#clock.now();
    let window = this.#windows.get(tokenId);
    if (window === undefined || window.endsAt <= now) {
      window = { endsAt: now + WINDOW_MS, used: 0 };
      this.#windows.set(tokenId, window);
    }
    window.used += 1;
    const headers = {
      'X-RateLimit-Limit': String(this.#limit),
      'X-RateLimit-Remaining': String(Math.max(0, this.#limit - window.used)),
      'X-RateLimit-Reset': String(Math.ceil(window.endsAt / 1000)),
    };
    if (window.used <= this.#limit) return { headers, retryAfterSeconds: null };
    return { headers, retryAfterSeconds: Math.max(1, Math.ceil((window.endsAt - now) / 1000)) };
  }
}
