import { setTimeout as wait } from 'node:timers/promises';
import {
  isTokenUnavailable,
  vendorConnections,
  type TokenProvider,
  type VendorCall,
} from '@counterpart/access-tokens';
import { backoffMs, retryAfterMs, type Urgency } from '@counterpart/pacer';
import { fetch, type Response } from 'undici';
import { CallGate, PATIENCE_MS } from './budget/call-gate.js';
import { OwnLedger, type LedgerStore } from './budget/ledger-store.js';
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
  /** Where the budget of the token is kept; clients that share it keep to one budget. @default this client alone */
  readonly budget?: LedgerStore;
}

/** Parameters; one with many values is sent once for each (`ids[]`). */
export type CallQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One call below `/api/v4`. */
export interface ClioCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** e.g. `/documents/5.json` */
  readonly path: string;
  readonly query?: CallQuery;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** What it is made for; less urgent calls wait for their turn however long that is. @default 'live' */
  readonly urgency?: Urgency;
}

const TRIES = 4;
/** Clio refuses a token as a whole; what a user may not see is answered by itself. */
const TOKEN = 'token';
const connections = vendorConnections({ allowH2: false });

/** Sends calls to Clio within its budget, and classifies every failure once. */
export class ClioHttp {
  readonly #gate: CallGate;

  constructor(readonly options: ClioOptions) {
    this.#gate = new CallGate(options.budget ?? new OwnLedger());
  }

  /** Whether calls of this urgency wait for the budget, and have for a moment. */
  isWaiting(urgency: Urgency): boolean {
    return this.#gate.isWaiting(urgency);
  }

  /** @returns an answer that is a success or a redirect @throws ClioError */
  async send(call: ClioCall): Promise<Response> {
    const known: VendorCall = { parts: [TOKEN] };
    let renewed = false;
    for (let attempt = 1; ; attempt += 1) {
      await this.#gate.pass(call.urgency ?? 'live', call.signal);
      const token = await classified(this.options.token.token(known));
      try {
        const response = await this.#once(call, token);
        await this.options.token.accepted?.(known);
        return response;
      } catch (error) {
        if (!(error instanceof ClioError)) throw error;
        const isRenewed: boolean = !renewed && (await this.#renew(error, token));
        renewed ||= isRenewed;
        if (isRenewed) continue;
        await this.#tell(error, token, known);
        await awaitRepeat(call, error, attempt);
      }
    }
  }

  async #renew({ code }: ClioError, token: string): Promise<boolean> {
    return code === 'CLIO_UNAUTHORISED' && classified(this.options.token.refresh(token));
  }

  /** Tells what a failure says of the connection: a record that is not there was looked for. */
  async #tell({ code, word }: ClioError, token: string, known: VendorCall): Promise<void> {
    const provider = this.options.token;
    if (code === 'CLIO_UNAUTHORISED') await provider.refused?.(token, { part: TOKEN, whole: true, word });
    if (code === 'CLIO_NOT_FOUND') await provider.accepted?.(known);
  }

  async #once(call: ClioCall, token: string): Promise<Response> {
    const response = await this.#fetch(call, token);
    this.#learn(response);
    if (response.status < 400) return response;
    throw await this.#failure(call, response);
  }

  async #fetch(call: ClioCall, token: string): Promise<Response> {
    const url = new URL(`/api/v4${call.path}`, this.options.baseUrl);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      for (const one of value === undefined ? [] : [value].flat()) url.searchParams.append(name, one);
    }
    try {
      return await fetch(url, {
        method: call.method,
        // A redirect is followed by hand: the bearer must not go along.
        redirect: 'manual',
        dispatcher: connections,
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

  #learn({ headers, status }: Response): void {
    const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((what) =>
      headers.get(`x-ratelimit-${what}`),
    );
    // A refusal for want of a valid token tells nothing of the budget (reference: live probes of Clio’s 401).
    if (limit == null && remaining == null && status >= 400) return;
    this.#gate.learn({
      ...(limit == null ? {} : { limit: Number(limit) }),
      ...(remaining == null ? {} : { remaining: Number(remaining) }),
      ...(reset == null ? {} : { resetMs: Number(reset) * 1000 }),
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
      this.#gate.close(Date.now() + wait);
      return new ClioError('CLIO_RATE_LIMITED', about, { status, retryAfterMs: wait });
    }
    const details = { status, ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter }) };
    if (status >= 500) return new ClioError('CLIO_SERVER_ERROR', about, details);
    const word = typeOf(text);
    return new ClioError(CODES.get(status) ?? 'CLIO_REFUSED', `${about} ${word}`, { ...details, word });
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
