import { setTimeout as wait } from 'node:timers/promises';
import { isTokenUnavailable, type TokenProvider } from '@counterpart/access-tokens';
import { backoffMs, RateWindow, retryAfterMs } from '@counterpart/pacer';
import { ClioError, type ClioErrorCode } from './errors.js';

/** How Clio is reached. */
export interface ClioOptions {
  /** `https://app.clio.com` or another region’s host. */
  readonly baseUrl: string;
  /** Origins that downloads may be redirected to; nothing else is fetched. */
  readonly downloadOrigins: readonly string[];
  readonly token: TokenProvider;
  /** @default '4.0.13' */
  readonly apiVersion?: string;
  /** Longest wait for an answer’s head. @default 30000 */
  readonly timeoutMs?: number;
}

/** One call below `/api/v4`. */
export interface ClioCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** e.g. `/documents/5.json` */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** It can wait: it leaves a share of the budget to calls that cannot, and waits for its turn however long that is. */
  readonly unhurried?: boolean;
}

/** Share of the budget that unhurried calls leave to live work. */
const LEFT_TO_LIVE_WORK = 0.4;

const TRIES = 4;
/** A refusal that asks for more than this goes back to the caller: work waits better than calls do. */
const PATIENCE_MS = 10_000;

/** Sends calls to Clio within its budget, and classifies every failure once. */
export class ClioHttp {
  readonly #window = new RateWindow();

  constructor(readonly options: ClioOptions) {}

  /** @returns an answer that is a success or a redirect @throws ClioError */
  async send(call: ClioCall): Promise<Response> {
    let renewed = false;
    for (let attempt = 1; ; attempt += 1) {
      await this.#awaitTurn(call);
      const token = await classified(this.options.token.token());
      try {
        return await this.#once(call, token);
      } catch (error) {
        if (!(error instanceof ClioError)) throw error;
        const isRenewed: boolean =
          !renewed &&
          error.code === 'CLIO_UNAUTHORISED' &&
          (await classified(this.options.token.refresh(token)));
        renewed ||= isRenewed;
        if (!isRenewed) await awaitRepeat(call, error, attempt);
      }
    }
  }

  async #once(call: ClioCall, token: string): Promise<Response> {
    const response = await this.#fetch(call, token);
    this.#learn(response.headers);
    if (response.status < 400) return response;
    throw await this.#failure(call, response);
  }

  async #awaitTurn({ signal, unhurried = false }: ClioCall): Promise<void> {
    for (;;) {
      const left = this.#window.take(Date.now(), unhurried ? LEFT_TO_LIVE_WORK : 0);
      if (left <= 0) return;
      if (left > PATIENCE_MS && !unhurried) {
        throw new ClioError('CLIO_RATE_LIMITED', 'the budget of calls is used up', { retryAfterMs: left });
      }
      await pauseFor(left, signal);
    }
  }

  async #fetch(call: ClioCall, token: string): Promise<Response> {
    const url = new URL(`/api/v4${call.path}`, this.options.baseUrl);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    try {
      return await fetch(url, {
        method: call.method,
        // A redirect is followed by hand: the bearer must not go along.
        redirect: 'manual',
        signal: withTimeout(call.signal, this.options.timeoutMs ?? 30_000),
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          'x-api-version': this.options.apiVersion ?? '4.0.13',
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...call.headers,
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      });
    } catch (cause) {
      throw new ClioError('CLIO_UNREACHABLE', `${call.method} ${call.path}: no answer`, { cause });
    }
  }

  #learn(headers: Headers): void {
    const [remaining, reset] = [headers.get('x-ratelimit-remaining'), headers.get('x-ratelimit-reset')];
    if (remaining === null || reset === null) return;
    const limit = headers.get('x-ratelimit-limit');
    this.#window.learn({
      ...(limit === null ? {} : { limit: Number(limit) }),
      remaining: Number(remaining),
      resetMs: Number(reset) * 1000,
    });
  }

  async #failure(call: ClioCall, response: Response): Promise<ClioError> {
    const { status } = response;
    const text = await response.text().catch(() => '');
    const retryAfter = retryAfterMs(response.headers.get('retry-after'), Date.now());
    const about = `${call.method} ${call.path}: ${status}`;
    // Some limiters in front of Clio answer with another status and say so only in the body (reference: hyacinth).
    if (status === 429 || text.includes('RateLimited')) {
      const wait = retryAfter ?? 1000;
      this.#window.close(Date.now() + wait);
      return new ClioError('CLIO_RATE_LIMITED', about, { status, retryAfterMs: wait });
    }
    const details = { status, ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter }) };
    if (status >= 500) return new ClioError('CLIO_SERVER_ERROR', about, details);
    return new ClioError(CODES.get(status) ?? 'CLIO_REFUSED', `${about} ${typeOf(text)}`, details);
  }
}

const CODES: ReadonlyMap<number, ClioErrorCode> = new Map([
  [401, 'CLIO_UNAUTHORISED'],
  [403, 'CLIO_FORBIDDEN'],
  [404, 'CLIO_NOT_FOUND'],
]);

/** Clio has two forms of error: `{"error":{"type"}}`, and flat `{"error":"invalid_token"}`. */
function typeOf(text: string): string {
  const found = /"error"\s*:\s*(?:\{\s*"type"\s*:\s*)?"([A-Za-z_]{1,60})"/.exec(text);
  return found?.[1] ?? '';
}

/** Reads may be repeated; a write only where Clio refused it before it had any effect. */
function mayRepeat(call: ClioCall, error: ClioError): boolean {
  if (error.code === 'CLIO_RATE_LIMITED') return (error.retryAfterMs ?? 0) <= PATIENCE_MS;
  const passes = error.code === 'CLIO_UNREACHABLE' || error.code === 'CLIO_SERVER_ERROR';
  return passes && call.method === 'GET' && call.signal?.aborted !== true;
}

function withTimeout(signal: AbortSignal | undefined, milliseconds: number): AbortSignal {
  const timeout = AbortSignal.timeout(milliseconds);
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}

/** Waits until the call may be repeated. @throws the failure where it may not be */
async function awaitRepeat(call: ClioCall, error: ClioError, attempt: number): Promise<void> {
  if (!mayRepeat(call, error) || attempt >= TRIES) throw error;
  const own = backoffMs(attempt, Math.random(), { firstMs: 200, longestMs: 3000 });
  await pauseFor(error.retryAfterMs ?? own, call.signal);
}

async function pauseFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (cause) {
    throw new ClioError('CLIO_UNREACHABLE', 'the call was given up while it waited', { cause });
  }
}

/** A token that cannot be had is a failure of the call that needed it. */
async function classified<T>(asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (cause) {
    if (!isTokenUnavailable(cause)) throw cause;
    const code = cause.kind === 'refused' ? 'CLIO_UNAUTHORISED' : 'CLIO_UNREACHABLE';
    const after = cause.retryAfterMs === undefined ? {} : { retryAfterMs: cause.retryAfterMs };
    throw new ClioError(code, 'there is no access token', { cause, ...after });
  }
}
