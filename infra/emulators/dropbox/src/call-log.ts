/** One call, as an inspector sees it. */
export interface Call {
  readonly seq: number;
  readonly time: string;
  readonly route: string;
  readonly status: number;
  readonly error: string | null;
  readonly fault: string | null;
  readonly ms: number;
  readonly token: string;
  /** X-Dropbox-Request-Id of the answer. */
  readonly request: string;
}

const KEPT = 100_000;

/** Calls in their order; the oldest are forgotten. */
export class CallLog {
  readonly #calls: Call[] = [];
  #seq = 0;

  add(call: Omit<Call, 'seq'>): void {
    this.#seq += 1;
    this.#calls.push({ seq: this.#seq, ...call });
    if (this.#calls.length > KEPT) this.#calls.splice(0, KEPT / 10);
  }

  /** The number of a call that has ended; null for one that has not, and for none. */
  numberOf(request: string | null): number | null {
    return this.#calls.findLast((call) => call.request === request)?.seq ?? null;
  }

  after(seq: number): readonly Call[] {
    return this.#calls.filter((call) => call.seq > seq);
  }

  summary(): object {
    const byRoute: Record<string, Record<string, number>> = {};
    let [rateLimited, contended] = [0, 0];
    for (const { route, status, error } of this.#calls) {
      const statuses = (byRoute[route] ??= {});
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === 429) rateLimited += 1;
      if (error?.includes('too_many_write_operations') === true) contended += 1;
    }
    return { calls: this.#seq, byRoute, rateLimited, tooManyWriteOperations: contended };
  }
}
