import { setTimeout as wait } from 'node:timers/promises';
import { vendorConnections } from '@counterpart/access-tokens';
import { backoffMs } from '@counterpart/pacer';
import { request, type Dispatcher } from 'undici';
import { ClioError } from './errors.js';

/** One signed address and what it serves. */
interface Source {
  /** Asks Clio for a fresh signed address: the old one lives briefly. */
  readonly locate: () => Promise<URL>;
  readonly signal?: AbortSignal;
  /** Longest silence before the download counts as broken. */
  readonly silenceMs: number;
}

/** An answer whose bytes are on their way. */
type Opened = Pick<Dispatcher.ResponseData, 'headers' | 'body'>;
type Head = Pick<Dispatcher.ResponseData, 'headers' | 'statusCode'>;

/** The file that a stream’s bytes are part of, as its first answer told. */
interface Whole {
  readonly size: number | undefined;
  /** The object store’s mark of this content. */
  readonly etag: string | undefined;
}

/** What is still to come: the bytes from an offset on, of a file that was seen before where that is not 0. */
interface Rest {
  readonly from: number;
  readonly of: Whole | undefined;
}

const RESUMES = 4;
const connections = vendorConnections();

/**
 * Streams a document’s bytes from the object store. A stream that breaks off is taken up at the byte where it ended;
 * one that ends early and cannot be taken up fails, so that no cut file is taken for a whole one.
 * @throws ClioError CLIO_BODY_TRUNCATED, CLIO_UNREACHABLE, CLIO_CONTENT_ABSENT; CLIO_NOT_FOUND by Clio itself alone
 */
export async function* downloadBytes(source: Source): AsyncGenerator<Uint8Array, void> {
  let received = 0;
  let whole: Whole | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const before = received;
    const { over, detach } = attached(source.signal);
    try {
      const opened = await open(source, { from: received, of: whole }, over);
      whole ??= wholeOf(opened);
      for await (const chunk of opened.body as AsyncIterable<Buffer>) {
        received += chunk.length;
        yield chunk;
      }
      if (whole.size === undefined || received === whole.size) return;
      throw truncated(received, whole.size);
    } catch (error) {
      const failure = asClioError(error, received, whole?.size);
      if (!mayResume(source, failure, { attempt, progressed: received > before })) throw failure;
      await wait(backoffMs(Math.min(attempt, 6), Math.random(), { firstMs: 100, longestMs: 2000 }));
    } finally {
      detach();
    }
  }
}

/** A broken download is taken up a few times, more often while it comes on. */
function mayResume(
  source: Source,
  failure: ClioError,
  { attempt, progressed }: { readonly attempt: number; readonly progressed: boolean },
): boolean {
  if (source.signal?.aborted === true) return false;
  if (failure.code === 'CLIO_NOT_FOUND' || failure.code === 'CLIO_ANSWER_INVALID') return false;
  return attempt < (progressed ? RESUMES * 4 : RESUMES);
}

/** Asks for the bytes from an offset on. @throws ClioError where the answer holds other ones */
async function open(source: Source, rest: Rest, over: AbortController): Promise<Opened> {
  const url = await source.locate();
  const range = rest.from === 0 ? {} : { range: `bytes=${rest.from}-` };
  const { statusCode, headers, body } = await request(url, {
    dispatcher: connections,
    signal: over.signal,
    headersTimeout: source.silenceMs,
    bodyTimeout: source.silenceMs,
    // No bearer: the address itself is the permission, and the object store refuses a second one.
    headers: { 'accept-encoding': 'identity', ...range },
  });
  const fault = faultOf({ statusCode, headers }, rest);
  if (fault === undefined) return { headers, body };
  await body.dump();
  throw fault;
}

/** Why an answer is not the rest that was asked for. */
function faultOf({ statusCode, headers }: Head, rest: Rest): ClioError | undefined {
  if (statusCode !== (rest.from === 0 ? 200 : 206)) return refused(statusCode);
  if (rest.from === 0 || continues(headers, rest)) return undefined;
  return new ClioError(
    'CLIO_ANSWER_INVALID',
    'the object store went on with other bytes than were asked for',
  );
}

/**
 * A redirect is no answer either: only the address that Clio gave is trusted. A 404 is the store’s, not Clio’s: bytes may
 * not have come there yet, or the address is of no use any more. It says nothing about the document.
 */
function refused(status: number): ClioError {
  if (status === 404)
    return new ClioError('CLIO_CONTENT_ABSENT', 'the object store has no such file', { status });
  return new ClioError('CLIO_SERVER_ERROR', `the object store answered ${status}`, { status });
}

/** Ends with the source’s signal, which outlives many downloads: nothing of this one may stay attached to it. */
function attached(signal: AbortSignal | undefined): {
  readonly over: AbortController;
  readonly detach: () => void;
} {
  const over = new AbortController();
  const abort = (): void => over.abort(signal?.reason);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return { over, detach: () => signal?.removeEventListener('abort', abort) };
}

function wholeOf({ headers }: Opened): Whole {
  const { 'content-length': length, etag } = headers;
  return {
    size: typeof length === 'string' ? Number(length) : undefined,
    etag: typeof etag === 'string' ? etag : undefined,
  };
}

/**
 * Bytes that are joined must be of one file and follow each other: a store may answer with another range than was
 * asked for, and the file may have been replaced meanwhile (RFC 9110 §14.4, §15.3.7).
 */
function continues(headers: Opened['headers'], { from, of: whole }: Rest): boolean {
  const [, first, size] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(String(headers['content-range'])) ?? [];
  const isNext = first !== undefined && Number(first) === from;
  const isSameSize = size === '*' || whole?.size === undefined || Number(size) === whole.size;
  const isSameFile = whole?.etag === undefined || headers.etag === whole.etag;
  return isNext && isSameSize && isSameFile;
}

const truncated = (received: number, total: number, cause?: unknown): ClioError =>
  new ClioError('CLIO_BODY_TRUNCATED', `${received} of ${total} bytes came`, { cause });

function asClioError(error: unknown, received: number, total: number | undefined): ClioError {
  if (error instanceof ClioError) return error;
  if (total !== undefined && received > 0) return truncated(received, total, error);
  return new ClioError('CLIO_UNREACHABLE', 'the download broke off', { cause: error });
}
