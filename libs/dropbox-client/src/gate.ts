import { AdaptiveLimit, type AdaptiveLimitOptions, type CallOutcome, type Ticket } from '@counterpart/pacer';
import { DropboxError } from './errors.js';

/** A refusal that asks for more than this goes back to the caller: work waits better than calls do. */
export const PATIENCE_MS = 10_000;

/** A call that waits to be let in. */
interface Waiter {
  readonly resolve: (ticket: Ticket) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets calls with content out as fast as Dropbox takes them: as many at once as the adaptive limit says, in the order
 * they came. A refusal for its rate holds back every call of the connection for as long as it asks.
 */
export class Gate {
  readonly #limit: AdaptiveLimit;
  readonly #waiting: Waiter[] = [];
  #timer: NodeJS.Timeout | undefined;
  #openMs = 0;

  constructor(options: AdaptiveLimitOptions = {}) {
    this.#limit = new AdaptiveLimit(options);
  }

  /** Calls at once that are let out now. */
  get limit(): number {
    return this.#limit.limit;
  }

  /** Runs a call when its turn has come. @throws what the call throws; DROPBOX_RATE_LIMITED where the wait is long */
  async through<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const ticket = await this.#enter(signal);
    let outcome: CallOutcome = { kind: 'ended' };
    try {
      return await call();
    } catch (error) {
      if (isRateRefusal(error)) outcome = { kind: 'refused', afterMs: this.#close(error) };
      throw error;
    } finally {
      this.#limit.leave(ticket, Date.now(), outcome);
      this.#admit();
    }
  }

  /** Runs a call that carries no content: it takes nobody’s turn, but a refusal counts for all. */
  async beside<T>(call: () => Promise<T>): Promise<T> {
    this.#refuseLongWait();
    try {
      return await call();
    } catch (error) {
      if (isRateRefusal(error)) this.#close(error);
      throw error;
    }
  }

  #enter(signal: AbortSignal | undefined): Promise<Ticket> {
    const { promise, resolve, reject } = Promise.withResolvers<Ticket>();
    const giveUp = (): void => {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      reject(new DropboxError('DROPBOX_UNREACHABLE', 'the call was given up while it waited'));
    };
    const waiter: Waiter = {
      resolve: (ticket) => {
        signal?.removeEventListener('abort', giveUp);
        resolve(ticket);
      },
      reject: (error) => {
        signal?.removeEventListener('abort', giveUp);
        reject(error);
      },
    };
    this.#waiting.push(waiter);
    if (signal?.aborted === true) giveUp();
    else signal?.addEventListener('abort', giveUp, { once: true });
    this.#admit();
    return promise;
  }

  #admit(): void {
    clearTimeout(this.#timer);
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      const entered = this.#limit.enter(Date.now());
      if (typeof entered === 'object') {
        this.#waiting.shift();
        next.resolve(entered);
      } else if (this.#longWaitMs() > 0) {
        this.#waiting.shift();
        next.reject(longWait(this.#longWaitMs()));
      } else {
        if (entered !== Infinity) this.#timer = setTimeout(() => this.#admit(), entered);
        return;
      }
    }
  }

  #close(error: DropboxError): number {
    const afterMs = error.retryAfterMs ?? 0;
    this.#openMs = Math.max(this.#openMs, Date.now() + afterMs);
    return afterMs;
  }

  /** What is left of a wait that is too long to be sat out; 0 where there is none. */
  #longWaitMs(): number {
    const left = this.#openMs - Date.now();
    return left > PATIENCE_MS ? left : 0;
  }

  #refuseLongWait(): void {
    const left = this.#longWaitMs();
    if (left > 0) throw longWait(left);
  }
}

const longWait = (leftMs: number): DropboxError =>
  new DropboxError('DROPBOX_RATE_LIMITED', 'Dropbox asked to wait', { retryAfterMs: leftMs });

const isRateRefusal = (error: unknown): error is DropboxError =>
  error instanceof DropboxError && error.code === 'DROPBOX_RATE_LIMITED';
