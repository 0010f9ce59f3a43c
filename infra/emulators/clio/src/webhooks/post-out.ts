/** What became of one request to a webhook's address. */
export interface PostOutcome {
  /** HTTP status, or null when there was none (refused, reset, timed out). */
  readonly status: number | null;
  readonly headers: Headers | null;
  readonly problem: string | null;
}

/** One request to make. */
export interface Posting {
  readonly url: string;
  readonly body: string;
  readonly headers: Record<string, string>;
  readonly timeoutMs: number;
  /** Ends the request early when the emulator closes. */
  readonly closing: AbortSignal;
}

/** POSTs a JSON body once; redirects are not followed and no error is thrown. */
export async function postOut({ url, body, headers, timeoutMs, closing }: Posting): Promise<PostOutcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'User-Agent': 'Clio Webhooks (emulator)',
        ...headers,
      },
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), closing]),
    });
    await response.body?.cancel();
    return { status: response.status, headers: response.headers, problem: null };
  } catch (error) {
    return { status: null, headers: null, problem: describe(error) };
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown problem';
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** Clio counts 2xx, 3xx and 410 as processed. */
export function isProcessed(status: number | null): boolean {
  return status !== null && ((status >= 200 && status < 400) || status === 410);
}

/** The wait before attempt `attempt + 1`: doubled each time, at most five minutes. */
export function backoffMs(firstMs: number, attempt: number): number {
  return Math.min(firstMs * 2 ** (attempt - 1), 300_000);
}
