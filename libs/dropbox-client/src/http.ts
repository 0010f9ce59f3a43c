import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { vendorConnections, type TokenProvider } from '@counterpart/access-tokens';
import { backoffMs, type AdaptiveLimitOptions } from '@counterpart/pacer';
import { request } from 'undici';
import { resultOf, type Answer } from './answer.js';
import { AuthorisedCall } from './authorised-call.js';
import { DropboxError, type DropboxErrorCode } from './errors.js';
import { Gate, PATIENCE_MS } from './gate.js';
import type { Actor } from './lasting-refusal.js';

/** How Dropbox is reached. */
export interface DropboxOptions {
  /** `https://api.dropboxapi.com` */
  readonly apiUrl: string;
  /** `https://content.dropboxapi.com` */
  readonly contentUrl: string;
  readonly token: TokenProvider;
  /** Acts for this team member (`dbmid:…`), where the token is a team’s. */
  readonly selectUser?: string;
  /** Namespace that paths begin in; the member’s home where absent. */
  readonly rootNamespace?: string;
  /** Bounds of how many calls with content go out at once. */
  readonly parallel?: AdaptiveLimitOptions;
  /** Told of every call that is made again. */
  readonly onRepeat?: (repeat: Repeat) => void;
  /**
   * Whether the grant that this client was made for is still the one in force. Where it is not, paths may begin elsewhere by now,
   * and that a call is refused for that tells nothing of the connection: it fails with DROPBOX_UNREACHABLE, and a new client is to be
   * asked for. @default it always is
   */
  readonly isInForce?: () => Promise<boolean>;
}

/** A call that failed and is made again. */
export interface Repeat {
  readonly route: string;
  readonly code: DropboxErrorCode;
  /** Its bytes arrived damaged: Dropbox refused them by their hash. */
  readonly damaged: boolean;
  /** 1 for the first failure. */
  readonly attempt: number;
}

/** How bytes are opened. */
export interface OpenOptions {
  readonly signal?: AbortSignal;
  /** Only the bytes from `from` up to, not including, `to`. */
  readonly range?: { readonly from: number; readonly to: number };
}

/** One call of a route. */
export interface DropboxCall {
  /** e.g. `files/get_metadata` */
  readonly route: string;
  readonly style: 'rpc' | 'upload';
  /** Absent for routes without an argument. */
  readonly arg?: unknown;
  /** Sent as it is, without a copy: it must not change before the call has ended. */
  readonly body?: Uint8Array;
  /** Doing it twice is as good as doing it once. */
  readonly repeatable: boolean;
  /** @default the connected member */
  readonly actor?: Actor;
  /** Longest wait for the answer, without what sending takes. Commits may take minutes (rclone). @default 100000 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /**
   * Asked right before the call is sent, each time: what allowed it may not hold any more after a wait. Where it is false, the
   * call fails with DROPBOX_UNREACHABLE.
   */
  readonly maySend?: () => Promise<boolean>;
  /** Told each time that its bytes arrived damaged and are sent again. */
  readonly onDamaged?: () => void;
}

const TRIES = 5;
/** Bytes handed to a connection at once: TLS holds a second, encrypted copy of what it is given. */
const SLICE = 256 * 1024;
/** Silence after which a download counts as broken. */
const SILENCE_MS = 30_000;
/** A line that is slower than this (bytes a millisecond) counts as dead. */
const SLOWEST = 50;

/** JSON in a header must be ASCII: DEL and everything above is escaped (developers reference, “json encoding”). */
export const headerSafeJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Connections stay open between calls; the gate decides how many calls there are. */
const connections = vendorConnections({ keepAliveTimeout: 30_000, headersTimeout: 0, bodyTimeout: 0 });

/** Sends calls to Dropbox and classifies every failure once. */
export class DropboxHttp {
  readonly #gate: Gate;

  constructor(private readonly options: DropboxOptions) {
    this.#gate = new Gate(options.parallel);
  }

  /** @returns the route’s result @throws DropboxError */
  async call(call: DropboxCall): Promise<unknown> {
    const authorised = this.#authorised(call.route, call.actor);
    for (let attempt = 1; ; attempt += 1) {
      const token = await authorised.token();
      try {
        if ((await call.maySend?.()) === false) throw notSent(call.route);
        const result = await this.#inTurn(call, token);
        await authorised.accepted();
        return result;
      } catch (error) {
        if (!(error instanceof DropboxError)) throw error;
        await this.#requireInForce(call.route, error);
        if (!(await authorised.failed(error, token))) await this.#awaitRepeat(call, error, attempt);
      }
    }
  }

  /**
   * Opens the bytes that a content route answers with. They may break off with DROPBOX_UNREACHABLE; nothing is repeated
   * once they flow.
   * @throws DropboxError
   */
  async open(route: string, arg: unknown, { signal, range }: OpenOptions = {}): Promise<Readable> {
    const authorised = this.#authorised(route);
    const known = {
      ...(signal === undefined ? {} : { signal }),
      ...(range === undefined ? {} : { range }),
    };
    for (;;) {
      const bearer = await authorised.token();
      try {
        const opened = await this.#gate.beside(() => this.#openOnce(route, arg, { bearer, ...known }));
        await authorised.accepted();
        return opened;
      } catch (error) {
        if (!(error instanceof DropboxError)) throw error;
        await this.#requireInForce(route, error);
        if (!(await authorised.failed(error, bearer))) throw error;
      }
    }
  }

  #authorised(route: string, actor: Actor = { kind: 'member' }): AuthorisedCall {
    const isRooted = this.options.rootNamespace !== undefined && actor.kind !== 'team';
    return new AuthorisedCall(this.options.token, { route, actor: actor.kind, isRooted });
  }

  async #openOnce(
    route: string,
    arg: unknown,
    { bearer, signal, range }: OpenOptions & { readonly bearer: string },
  ): Promise<Readable> {
    const { statusCode, headers, body } = await unlessSilent(route, () =>
      request(new URL(`/2/${route}`, this.options.contentUrl), {
        method: 'POST',
        dispatcher: connections,
        headersTimeout: SILENCE_MS,
        bodyTimeout: SILENCE_MS,
        headers: {
          ...this.#headers(bearer),
          'dropbox-api-arg': headerSafeJson(arg),
          ...(range === undefined ? {} : { range: `bytes=${range.from}-${range.to - 1}` }),
        },
        ...(signal === undefined ? {} : { signal }),
      }),
    );
    if (statusCode === (range === undefined ? 200 : 206)) return body;
    const retryAfter = headers['retry-after'];
    resultOf(route, {
      status: statusCode,
      retryAfter: Array.isArray(retryAfter) ? retryAfter.at(-1) : retryAfter,
      text: await unlessSilent(route, () => body.text()),
    });
    throw new DropboxError('DROPBOX_ANSWER_INVALID', `${route}: ${statusCode} without bytes`);
  }

  #inTurn(call: DropboxCall, token: string): Promise<unknown> {
    const once = async (): Promise<unknown> => resultOf(call.route, await this.#once(call, token));
    return call.style === 'upload' ? this.#gate.through(once, call.signal) : this.#gate.beside(once);
  }

  /** A token of a later grant does not go with this client’s root. @throws DropboxError DROPBOX_UNREACHABLE */
  async #requireInForce(route: string, cause: DropboxError): Promise<void> {
    if (cause.code !== 'DROPBOX_PATH_ROOT' || this.options.isInForce === undefined) return;
    if (await this.options.isInForce()) return;
    throw new DropboxError('DROPBOX_UNREACHABLE', `${route}: the firm connected anew meanwhile`, { cause });
  }

  async #once(call: DropboxCall, token: string): Promise<Answer> {
    const base = call.style === 'rpc' ? this.options.apiUrl : this.options.contentUrl;
    const sendingMs = Math.ceil((call.body?.length ?? 0) / SLOWEST);
    const timeout = AbortSignal.timeout((call.timeoutMs ?? 100_000) + sendingMs);
    try {
      const { statusCode, headers, body } = await request(new URL(`/2/${call.route}`, base), {
        method: 'POST',
        dispatcher: connections,
        signal: call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]),
        headers: { ...this.#headers(token, call.actor), ...contentHeaders(call) },
        ...payload(call),
      });
      const retryAfter = headers['retry-after'];
      return {
        status: statusCode,
        retryAfter: Array.isArray(retryAfter) ? retryAfter.at(-1) : retryAfter,
        text: await body.text(),
      };
    } catch (cause) {
      throw new DropboxError('DROPBOX_UNREACHABLE', `${call.route}: no answer`, { cause });
    }
  }

  #headers(token: string, actor: Actor = { kind: 'member' }): Record<string, string> {
    const authorization = `Bearer ${token}`;
    if (actor.kind === 'team') return { authorization };
    const { selectUser, rootNamespace } = this.options;
    const root = { '.tag': 'root', root: rootNamespace };
    return {
      authorization,
      ...(actor.kind === 'admin' ? { 'dropbox-api-select-admin': actor.memberId } : {}),
      ...(actor.kind === 'member' && selectUser !== undefined
        ? { 'dropbox-api-select-user': selectUser }
        : {}),
      ...(rootNamespace === undefined ? {} : { 'dropbox-api-path-root': JSON.stringify(root) }),
    };
  }

  /** Waits until the call may be repeated. @throws the failure where it may not be */
  async #awaitRepeat(call: DropboxCall, error: DropboxError, attempt: number): Promise<void> {
    if (!mayRepeat(call, error) || attempt >= TRIES) throw error;
    const { route } = call;
    const damaged = isDamaged(error);
    this.options.onRepeat?.({ route, code: error.code, damaged, attempt });
    if (damaged) call.onDamaged?.();
    const own = backoffMs(attempt, Math.random(), { firstMs: 200, longestMs: 4000 });
    await pauseFor(Math.max(own, error.retryAfterMs ?? 0), call.signal);
  }
}

function contentHeaders(call: DropboxCall): Record<string, string> {
  if (call.style !== 'upload') return call.arg === undefined ? {} : { 'content-type': 'application/json' };
  return {
    'content-type': 'application/octet-stream',
    'content-length': String(call.body?.length ?? 0),
    'dropbox-api-arg': headerSafeJson(call.arg),
  };
}

function payload(call: DropboxCall): { body?: string | Uint8Array | Readable } {
  if (call.style !== 'upload') return call.arg === undefined ? {} : { body: JSON.stringify(call.arg) };
  const { body = new Uint8Array() } = call;
  return { body: body.length > SLICE ? Readable.from(slicesOf(body), { objectMode: false }) : body };
}

function* slicesOf(body: Uint8Array): Generator<Uint8Array, void> {
  for (let from = 0; from < body.length; from += SLICE) yield body.subarray(from, from + SLICE);
}

/** The bytes that came are not those that were sent; nothing was kept of them. */
const isDamaged = (error: DropboxError): boolean => error.tags.includes('content_hash_mismatch');

function mayRepeat(call: DropboxCall, error: DropboxError): boolean {
  if (call.signal?.aborted === true) return false;
  switch (error.code) {
    case 'DROPBOX_RATE_LIMITED':
    case 'DROPBOX_WRITE_CONTENTION':
      // Refused before any effect.
      return (error.retryAfterMs ?? 0) <= PATIENCE_MS;
    case 'DROPBOX_UNREACHABLE':
    case 'DROPBOX_SERVER_ERROR':
      return call.repeatable;
    default:
      return isDamaged(error);
  }
}

async function pauseFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (cause) {
    throw new DropboxError('DROPBOX_UNREACHABLE', 'the call was given up while it waited', { cause });
  }
}

const notSent = (route: string): DropboxError =>
  new DropboxError('DROPBOX_UNREACHABLE', `${route}: it may not be sent as it stands any more`);

/** What the line does is a failure of the call. */
async function unlessSilent<T>(route: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new DropboxError('DROPBOX_UNREACHABLE', `${route}: no answer`, { cause });
  }
}
