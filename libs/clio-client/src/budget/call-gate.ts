import {
  closeLedger,
  learnRates,
  takeTurn,
  URGENCIES,
  type CallLedger,
  type RateHeaders,
  type Urgency,
} from '@counterpart/pacer';
import { ClioError } from '../errors.js';
import type { LedgerStore } from './ledger-store.js';

/** A call that waits for its turn. */
interface Waiter {
  readonly urgency: Urgency;
  readonly sinceMs: number;
  readonly pass: () => void;
  readonly fail: (error: unknown) => void;
}

/** What one step of the ledger came to. */
interface Served {
  readonly granted: number;
  readonly waitMs: number;
  readonly isClosed: boolean;
  readonly uncountedUntilMs: number;
}

/** After a refusal that asks for more, live work goes back to its queue: work waits better than calls do. */
export const PATIENCE_MS = 10_000;
/** Asking the ledger takes less: who waits longer waits for the budget. */
const WAITS_MS = 1_000;
/** Where nothing is counted the ledger is told so again this long before it would ask. */
const RENEWAL_MS = 5_000;

/**
 * Lets calls out within a budget that is shared through its ledger: the most urgent first, those of one urgency in the
 * order they came. Calls that wait together are taken from the ledger together, in one step.
 */
export class CallGate {
  readonly #waiting: Waiter[] = [];
  readonly #told: ((ledger: CallLedger) => CallLedger)[] = [];
  #uncountedUntilMs = 0;
  #isServing = false;
  #nap: { readonly end: () => void } | undefined;

  constructor(
    private readonly store: LedgerStore,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Waits until the call may go out.
   * @throws ClioError CLIO_RATE_LIMITED for live work after a refusal that asks for a long wait, CLIO_UNREACHABLE where
   * it is given up meanwhile or the ledger cannot be reached
   */
  async pass(urgency: Urgency, signal?: AbortSignal): Promise<void> {
    if (this.#waiting.length === 0 && this.now() < this.#uncountedUntilMs) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (): void => {
      this.#drop(waiter);
      reject(
        new ClioError('CLIO_UNREACHABLE', 'the call was given up while it waited', { cause: signal?.reason }),
      );
    };
    const waiter: Waiter = { urgency, sinceMs: this.now(), pass: resolve, fail: reject };
    if (signal?.aborted === true) {
      throw new ClioError('CLIO_UNREACHABLE', 'the call was given up before it went out', {
        cause: signal.reason,
      });
    }
    signal?.addEventListener('abort', giveUp, { once: true });
    this.#waiting.push(waiter);
    this.#serve();
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** Whether calls of this urgency wait for the budget: one of them does, or a more urgent one. */
  isWaiting(urgency: Urgency): boolean {
    const since = this.now() - WAITS_MS;
    const rank = URGENCIES.indexOf(urgency);
    return this.#waiting.some(
      (waiter) => waiter.sinceMs <= since && URGENCIES.indexOf(waiter.urgency) <= rank,
    );
  }

  /** Takes in what an answer told of the budget. */
  learn(told: RateHeaders): void {
    const now = this.now();
    const isUncounted = told.limit === undefined && told.remaining === undefined;
    if (isUncounted && now < this.#uncountedUntilMs - RENEWAL_MS) return;
    if (!isUncounted) this.#uncountedUntilMs = 0;
    this.#tell((ledger) => learnRates(ledger, told, now));
  }

  /** Takes in that a call was refused (429). */
  close(untilMs: number): void {
    this.#uncountedUntilMs = 0;
    this.#tell((ledger) => closeLedger(ledger, untilMs));
  }

  #tell(step: (ledger: CallLedger) => CallLedger): void {
    this.#told.push(step);
    this.#serve();
  }

  /** Begins to serve, or ends the nap of who serves. */
  #serve(): void {
    if (this.#isServing) return this.#nap?.end();
    this.#isServing = true;
    void this.#serveAll();
  }

  async #serveAll(): Promise<void> {
    try {
      while (this.#waiting.length > 0 || this.#told.length > 0) await this.#step();
    } catch (cause) {
      const error = new ClioError('CLIO_UNREACHABLE', 'the budget of calls cannot be asked', { cause });
      for (const { fail } of this.#waiting.splice(0)) fail(error);
    } finally {
      this.#isServing = false;
    }
  }

  async #step(): Promise<void> {
    const urgency = URGENCIES.find((one) => this.#waiting.some((waiter) => waiter.urgency === one));
    const told = this.#told.splice(0);
    const wanted = this.#waiting.filter((waiter) => waiter.urgency === urgency).length;
    const served = await this.store.change((before) => {
      const ledger = told.reduce((known, step) => step(known), before);
      if (urgency === undefined) return { ledger, result: nothingOf(ledger) };
      const turn = takeTurn(ledger, { nowMs: this.now(), urgency, wanted });
      return { ledger: turn.ledger, result: { ...nothingOf(turn.ledger), ...turn } };
    });
    this.#uncountedUntilMs = served.uncountedUntilMs;
    if (urgency === undefined) return;
    this.#let(urgency, served.granted);
    if (served.granted === 0) await this.#wait(urgency, served);
  }

  /** Lets calls of an urgency out; some may have been given up meanwhile. */
  #let(urgency: Urgency, granted: number): void {
    for (const waiter of this.#waiting.filter((one) => one.urgency === urgency).slice(0, granted)) {
      this.#drop(waiter);
      waiter.pass();
    }
  }

  /** One that has gone already leaves the others where they are. */
  #drop(waiter: Waiter): void {
    const at = this.#waiting.indexOf(waiter);
    if (at >= 0) this.#waiting.splice(at, 1);
  }

  /** Whether more urgent calls came while the ledger was asked. */
  #isOvertaken(urgency: Urgency): boolean {
    const rank = URGENCIES.indexOf(urgency);
    return this.#waiting.some((waiter) => URGENCIES.indexOf(waiter.urgency) < rank);
  }

  async #wait(urgency: Urgency, { waitMs, isClosed }: Served): Promise<void> {
    if (isClosed && urgency === 'live' && waitMs > PATIENCE_MS) {
      const error = new ClioError('CLIO_RATE_LIMITED', 'Clio takes no calls for a while', {
        retryAfterMs: waitMs,
      });
      for (const waiter of this.#waiting.filter((one) => one.urgency === 'live')) {
        this.#drop(waiter);
        waiter.fail(error);
      }
      return;
    }
    if (this.#told.length > 0 || this.#isOvertaken(urgency)) return;
    // What is told, and a call that is more urgent, end the nap.
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#nap = {
        end: () => {
          clearTimeout(timer);
          resolve();
        },
      };
    });
    this.#nap = undefined;
  }
}

const nothingOf = ({ uncountedUntilMs }: CallLedger): Served => ({
  granted: 0,
  waitMs: 0,
  isClosed: false,
  uncountedUntilMs,
});
