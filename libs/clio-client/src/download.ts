import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '@counterpart/pacer';
import { ClioError } from './errors.js';

/** One signed address and what it serves. */
interface Source {
  /** Asks Clio for a fresh signed address: the old one lives briefly. */
  readonly locate: () => Promise<URL>;
  readonly signal?: AbortSignal;
  /** Longest silence before the download counts as broken. */
  readonly silenceMs: number;
}

const RESUMES = 4;

/**
 * Streams a document’s bytes from the object store. A stream that breaks off is taken up at the byte where it ended;
 * one that ends early and cannot be taken up fails, so that no cut file is taken for a whole one.
 * @throws ClioError CLIO_BODY_TRUNCATED, CLIO_UNREACHABLE, CLIO_NOT_FOUND
 */
export async function* downloadBytes(source: Source): AsyncGenerator<Uint8Array, void> {
  let received = 0;
  let total: number | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const before = received;
    const { over, detach } = attached(source.signal);
    try {
      const response = await open(source, received, over);
      total ??= totalOf(response, received);
      for await (const chunk of chunksOf(response, source)) {
        received += chunk.length;
        yield chunk;
      }
      if (total === undefined || received === total) return;
      throw truncated(received, total);
    } catch (error) {
      const failure = asClioError(error, received, total);
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
  if (source.signal?.aborted === true || failure.code === 'CLIO_NOT_FOUND') return false;
  return attempt < (progressed ? RESUMES * 4 : RESUMES);
}

/** Asks for the bytes from an offset on. The limit is for the answer’s head only; the body has a limit of its own. */
async function open(source: Source, from: number, over: AbortController): Promise<Response> {
  const url = await source.locate();
  const silence = setTimeout(() => over.abort(), source.silenceMs);
  try {
    const response = await fetch(url, {
      redirect: 'error',
      signal: over.signal,
      // No bearer: the address itself is the permission, and the object store refuses a second one.
      headers: { 'accept-encoding': 'identity', ...(from === 0 ? {} : { range: `bytes=${from}-` }) },
    });
    return await accepted(response, from);
  } finally {
    clearTimeout(silence);
  }
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

async function accepted(response: Response, from: number): Promise<Response> {
  const expected = from === 0 ? 200 : 206;
  if (response.status === expected) return response;
  await response.body?.cancel();
  const { status } = response;
  if (status === 404) throw new ClioError('CLIO_NOT_FOUND', 'the object store has no such file', { status });
  throw new ClioError('CLIO_SERVER_ERROR', `the object store answered ${status}`, { status });
}

function totalOf(response: Response, from: number): number | undefined {
  const length = response.headers.get('content-length');
  return length === null ? undefined : from + Number(length);
}

/** The body’s chunks; silence longer than the limit ends it. */
async function* chunksOf(response: Response, source: Source): AsyncGenerator<Uint8Array, void> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const read: { value?: Uint8Array | undefined } = await withinSilence(reader.read(), source.silenceMs);
      if (read.value === undefined) return;
      yield read.value;
    }
  } finally {
    // The consumer may stop early; the connection must not stay open for it.
    await reader.cancel().catch(() => undefined);
  }
}

async function withinSilence<T>(reading: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new ClioError('CLIO_UNREACHABLE', 'the download fell silent')),
      milliseconds,
    );
  });
  try {
    return await Promise.race([reading, silence]);
  } finally {
    clearTimeout(timer);
  }
}

const truncated = (received: number, total: number, cause?: unknown): ClioError =>
  new ClioError('CLIO_BODY_TRUNCATED', `${received} of ${total} bytes came`, { cause });

function asClioError(error: unknown, received: number, total: number | undefined): ClioError {
  if (error instanceof ClioError) return error;
  if (total !== undefined && received > 0) return truncated(received, total, error);
  return new ClioError('CLIO_UNREACHABLE', 'the download broke off', { cause: error });
}
