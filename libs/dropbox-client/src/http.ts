import { setTimeout as wait } from 'node:timers/promises';
import { isTokenUnavailable, type TokenProvider } from '@counterpart/access-tokens';
import { backoffMs, retryAfterMs } from '@counterpart/pacer';
import { DropboxError } from './errors.js';

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
}

/** One call of a route. */
export interface DropboxCall {
  /** e.g. `files/get_metadata` */
  readonly route: string;
  readonly style: 'rpc' | 'upload';
  /** Absent for routes without an argument. */
  readonly arg?: unknown;
  readonly body?: Buffer;
  /** Doing it twice is as good as doing it once. */
  readonly repeatable: boolean;
  /** Longest wait for the answer. Commits may take minutes (rclone’s field notes). @default 100000 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const TRIES = 5;
/** A refusal that asks for more than this goes back to the caller: work waits better than calls do. */
const PATIENCE_MS = 10_000;

/** JSON in a header must be ASCII: DEL and everything above is escaped (developers reference, “json encoding”). */
export const headerSafeJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Sends calls to Dropbox and classifies every failure once. */
export class DropboxHttp {
  constructor(private readonly options: DropboxOptions) {}

  /** @returns the route’s result @throws DropboxError */
  async call(call: DropboxCall): Promise<unknown> {
    let renewed = false;
    for (let attempt = 1; ; attempt += 1) {
      const token = await classified(this.options.token.token());
      try {
        return await this.#once(call, token);
      } catch (error) {
        if (!(error instanceof DropboxError)) throw error;
        const isRenewed: boolean = !renewed && (await this.#renew(error, token));
        renewed ||= isRenewed;
        if (!isRenewed) await awaitRepeat(call, error, attempt);
      }
    }
  }

  /** Only an expired token is worth a new one; every other refusal needs a person. */
  async #renew(error: DropboxError, token: string): Promise<boolean> {
    return error.tags[0] === 'expired_access_token' && classified(this.options.token.refresh(token));
  }

  async #once(call: DropboxCall, token: string): Promise<unknown> {
    const response = await this.#fetch(call, token);
    const text = await bodyOf(call, response);
    if (response.status !== 200) throw failure(call.route, response, text);
    return parseJson(call.route, text);
  }

  async #fetch(call: DropboxCall, token: string): Promise<Response> {
    const base = call.style === 'rpc' ? this.options.apiUrl : this.options.contentUrl;
    const timeout = AbortSignal.timeout(call.timeoutMs ?? 100_000);
    try {
      return await fetch(new URL(`/2/${call.route}`, base), {
        method: 'POST',
        redirect: 'error',
        signal: call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]),
        headers: { ...this.#headers(token), ...contentHeaders(call) },
        ...payload(call),
      });
    } catch (cause) {
      throw new DropboxError('DROPBOX_UNREACHABLE', `${call.route}: no answer`, { cause });
    }
  }

  #headers(token: string): Record<string, string> {
    const { selectUser, rootNamespace } = this.options;
    const root = { '.tag': 'root', root: rootNamespace };
    return {
      authorization: `Bearer ${token}`,
      ...(selectUser === undefined ? {} : { 'dropbox-api-select-user': selectUser }),
      ...(rootNamespace === undefined ? {} : { 'dropbox-api-path-root': JSON.stringify(root) }),
    };
  }
}

function contentHeaders(call: DropboxCall): Record<string, string> {
  if (call.style === 'upload') {
    return { 'content-type': 'application/octet-stream', 'dropbox-api-arg': headerSafeJson(call.arg) };
  }
  return call.arg === undefined ? {} : { 'content-type': 'application/json' };
}

function payload(call: DropboxCall): { body?: string | Buffer<ArrayBuffer> } {
  if (call.style === 'upload') return { body: Buffer.from(call.body ?? Buffer.alloc(0)) };
  return call.arg === undefined ? {} : { body: JSON.stringify(call.arg) };
}

async function bodyOf(call: DropboxCall, response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    throw new DropboxError('DROPBOX_UNREACHABLE', `${call.route}: the answer broke off`, { cause });
  }
}

function parseJson(route: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DropboxError('DROPBOX_ANSWER_INVALID', `${route}: the answer is not JSON`, { cause });
  }
}

/** Tags of a union from the outside in: `{".tag":"path","path":{".tag":"conflict",…}}` → path, conflict, … */
export function tagsOf(union: unknown): readonly string[] {
  const tags: string[] = [];
  let current: unknown = union;
  while (typeof current === 'object' && current !== null && '.tag' in current) {
    const tag: unknown = current['.tag'];
    if (typeof tag !== 'string') break;
    tags.push(tag);
    const fields: Readonly<Record<string, unknown>> = { ...current };
    // A struct member is flattened; an upload’s conflict stands under `reason` (files.stone UploadWriteFailed).
    current = fields[tag] ?? fields['reason'];
  }
  return tags;
}

function failure(route: string, response: Response, text: string): DropboxError {
  const { status } = response;
  const union = unionOf(text);
  const tags = tagsOf(union);
  const retryAfter = retryAfterMs(response.headers.get('retry-after'), Date.now());
  const details = { status, tags, union, ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter }) };
  const about = `${route}: ${status} ${tags.join('/')}`;
  if (status === 429)
    return new DropboxError(limitCode(text), about, { ...details, retryAfterMs: retryAfter ?? 1000 });
  if (status >= 500) return new DropboxError('DROPBOX_SERVER_ERROR', about, details);
  switch (status) {
    case 401:
      return new DropboxError('DROPBOX_UNAUTHORISED', about, details);
    case 403:
      return new DropboxError('DROPBOX_FORBIDDEN', about, details);
    case 409:
      return new DropboxError(
        tags.includes('too_many_write_operations') ? 'DROPBOX_WRITE_CONTENTION' : 'DROPBOX_ROUTE_ERROR',
        about,
        details,
      );
    case 422:
      return new DropboxError('DROPBOX_PATH_ROOT', about, details);
    default:
      return new DropboxError('DROPBOX_REFUSED', about, details);
  }
}

/** Two refusals share the status: the caller’s rate, and the namespace’s lock (data ingress guide). */
const limitCode = (text: string): 'DROPBOX_WRITE_CONTENTION' | 'DROPBOX_RATE_LIMITED' =>
  text.includes('too_many_write_operations') ? 'DROPBOX_WRITE_CONTENTION' : 'DROPBOX_RATE_LIMITED';

/** A 400 is plain text and has no union. */
function unionOf(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && 'error' in parsed ? parsed.error : undefined;
  } catch {
    return undefined;
  }
}

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
      return false;
  }
}

/** Waits until the call may be repeated. @throws the failure where it may not be */
async function awaitRepeat(call: DropboxCall, error: DropboxError, attempt: number): Promise<void> {
  if (!mayRepeat(call, error) || attempt >= TRIES) throw error;
  const own = backoffMs(attempt, Math.random(), { firstMs: 200, longestMs: 4000 });
  await pauseFor(Math.max(own, error.retryAfterMs ?? 0), call.signal);
}

async function pauseFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (cause) {
    throw new DropboxError('DROPBOX_UNREACHABLE', 'the call was given up while it waited', { cause });
  }
}

/** A token that cannot be had is a failure of the call that needed it. */
async function classified<T>(asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (cause) {
    if (!isTokenUnavailable(cause)) throw cause;
    const code = cause.kind === 'refused' ? 'DROPBOX_UNAUTHORISED' : 'DROPBOX_UNREACHABLE';
    const after = cause.retryAfterMs === undefined ? {} : { retryAfterMs: cause.retryAfterMs };
    throw new DropboxError(code, 'there is no access token', { cause, ...after });
  }
}
