import type { Origin } from './fault-plan.js';

/** How many calls are remembered one by one; the summary counts all. */
const REMEMBERED = 100_000;

/** One finished call. */
export interface LoggedCall {
  readonly seq: number;
  /** ISO-8601, real time. */
  readonly time: string;
  readonly origin: Origin;
  readonly method: string;
  readonly path: string;
  /** The route it matched, e.g. `/documents/{id}`; null when none did. */
  readonly route: string | null;
  readonly query: string;
  /** HTTP status; null when the connection was cut instead. */
  readonly status: number | null;
  readonly tokenId: number | null;
  /** Body keys and query parameters that were dropped in silence, as Clio does. */
  readonly dropped: readonly string[];
  readonly faults: readonly string[];
  readonly ms: number;
}

/** All calls to the vendor's surface (admin routes and the page are left out). */
export class CallLog {
  readonly #calls: LoggedCall[] = [];
  readonly #counts = new Map<string, number>();
  #seq = 0;
  #rateLimited = 0;

  record(call: Omit<LoggedCall, 'seq' | 'time'>): void {
    this.#seq += 1;
    this.#calls.push({ seq: this.#seq, time: new Date().toISOString(), ...call });
    if (this.#calls.length > REMEMBERED) this.#calls.splice(0, REMEMBERED / 10);
    const key = `${call.method} ${call.origin === 'downloads' ? 'downloads:' : ''}${call.route ?? '(no route)'} ${call.status ?? 'cut'}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    if (call.status === 429) this.#rateLimited += 1;
  }

  /** The calls after a sequence number, oldest first. */
  after(seq: number): readonly LoggedCall[] {
    return this.#calls.filter((call) => call.seq > seq);
  }

  /** Counts by method, route and status, and the number of 429 answers. */
  summary(): { calls: number; rateLimited: number; dropped: number; byRoute: Record<string, number> } {
    return {
      calls: this.#seq,
      rateLimited: this.#rateLimited,
      dropped: this.#calls.filter((call) => call.dropped.length > 0).length,
      byRoute: Object.fromEntries([...this.#counts].sort(([left], [right]) => left.localeCompare(right))),
    };
  }
}
