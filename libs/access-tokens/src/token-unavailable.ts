/** What is known of a failure besides its kind. */
export interface TokenUnavailableDetails extends ErrorOptions {
  readonly retryAfterMs?: number;
  /** The vendor’s word for it, e.g. `invalid_grant`. */
  readonly word?: string;
}

/**
 * There is no token now. Its message names no token and no secret.
 *
 * - *refused*: the vendor says that the grant is not valid, and a person must connect anew; or it refuses what the token is for
 *   until somebody mends it there.
 * - *rejected*: the request is refused, and nothing is said of the grant: a wrong key or secret of the app, or something
 *   between us and the vendor. An operator mends that; the grant stays good.
 * - *unreachable*: no answer, or none that says anything about the grant; it may come.
 */
export class TokenUnavailable extends Error {
  readonly code = 'TOKEN_UNAVAILABLE';
  override readonly name = 'TokenUnavailable';
  readonly retryAfterMs: number | undefined;
  /** The vendor’s word for it; empty where it gave none. */
  readonly word: string;

  constructor(
    readonly kind: 'refused' | 'rejected' | 'unreachable',
    message: string,
    details: TokenUnavailableDetails = {},
  ) {
    super(message, details);
    this.retryAfterMs = details.retryAfterMs;
    this.word = details.word ?? '';
  }
}

export const isTokenUnavailable = (error: unknown): error is TokenUnavailable =>
  error instanceof TokenUnavailable;
