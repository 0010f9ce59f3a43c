/** Why a call to Clio failed. */
export type ClioErrorCode =
  | 'CLIO_UNREACHABLE'
  | 'CLIO_SERVER_ERROR'
  | 'CLIO_RATE_LIMITED'
  | 'CLIO_UNAUTHORISED'
  | 'CLIO_FORBIDDEN'
  | 'CLIO_NOT_FOUND'
  | 'CLIO_CONTENT_ABSENT'
  | 'CLIO_REFUSED'
  | 'CLIO_ANSWER_INVALID'
  | 'CLIO_BODY_TRUNCATED'
  | 'CLIO_HOST_NOT_ALLOWED';

/** What is known of a failure besides its code. */
export interface ClioErrorDetails extends ErrorOptions {
  readonly status?: number;
  readonly retryAfterMs?: number;
  /** Of CLIO_HOST_NOT_ALLOWED: where a download was to come from (scheme, host and port). */
  readonly origin?: string;
  /** Clio’s word for it. */
  readonly word?: string;
}

/** The one error class of the Clio client. Its message names the route, never a token or a signed address. */
export class ClioError extends Error {
  override readonly name = 'ClioError';
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly origin: string | undefined;
  /** Clio’s word for it, e.g. `invalid_token`; empty where it gave none. */
  readonly word: string;

  constructor(
    readonly code: ClioErrorCode,
    message: string,
    details: ClioErrorDetails = {},
  ) {
    super(message, details);
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.origin = details.origin;
    this.word = details.word ?? '';
  }
}

/** What a failed call means for the work that made it. */
export type ClioVerdict =
  | {
      readonly kind: 'outage';
      readonly code: 'CLIO_UNAVAILABLE' | 'CLIO_RATE_LIMITED';
      readonly afterMs?: number;
    }
  | { readonly kind: 'disconnected'; readonly code: 'CLIO_UNAUTHORISED' }
  | {
      readonly kind: 'retry';
      readonly code: 'SOURCE_TRUNCATED' | 'SOURCE_MISSING' | 'CLIO_ANSWER_INVALID' | 'CLIO_FORBIDDEN';
    }
  /** Clio answered 404. It is no evidence that the record was deleted: what may not be seen is answered like that, too. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'dead'; readonly code: 'CLIO_ANSWER_INVALID' };

/**
 * The one rule that turns any failure of a Clio call into a verdict. What hits every call alike (no answer, 5xx,
 * the budget) is an outage: the work waits, nothing is parked. A token that is refused stops its firm alone.
 * @returns undefined for an error that is not Clio’s
 */
export function clioVerdict(error: unknown): ClioVerdict | undefined {
  if (!(error instanceof ClioError)) return undefined;
  const after = error.retryAfterMs === undefined ? {} : { afterMs: error.retryAfterMs };
  switch (error.code) {
    case 'CLIO_UNREACHABLE':
    case 'CLIO_SERVER_ERROR':
      return { kind: 'outage', code: 'CLIO_UNAVAILABLE', ...after };
    case 'CLIO_RATE_LIMITED':
      return { kind: 'outage', code: 'CLIO_RATE_LIMITED', ...after };
    case 'CLIO_UNAUTHORISED':
      return { kind: 'disconnected', code: 'CLIO_UNAUTHORISED' };
    case 'CLIO_FORBIDDEN':
      return { kind: 'retry', code: 'CLIO_FORBIDDEN' };
    case 'CLIO_NOT_FOUND':
      return { kind: 'gone' };
    case 'CLIO_CONTENT_ABSENT':
      return { kind: 'retry', code: 'SOURCE_MISSING' };
    case 'CLIO_BODY_TRUNCATED':
      return { kind: 'retry', code: 'SOURCE_TRUNCATED' };
    case 'CLIO_ANSWER_INVALID':
      return { kind: 'retry', code: 'CLIO_ANSWER_INVALID' };
    case 'CLIO_REFUSED':
    case 'CLIO_HOST_NOT_ALLOWED':
      return { kind: 'dead', code: 'CLIO_ANSWER_INVALID' };
  }
}
