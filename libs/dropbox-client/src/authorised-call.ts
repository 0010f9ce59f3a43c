import { isTokenUnavailable, type TokenProvider, type VendorCall } from '@counterpart/access-tokens';
import { DropboxError } from './errors.js';
import { isLetThrough, lastingRefusal, partsOf, type CallFrame } from './lasting-refusal.js';

/** Refusals of the token itself, which a new one may mend (auth.stone AuthError). */
const TOKEN_REFUSED: ReadonlySet<string> = new Set(['expired_access_token', 'invalid_access_token']);

/** One call, and its token; the same for as long as it is repeated. */
export class AuthorisedCall implements VendorCall {
  readonly parts: readonly string[];
  #isRenewed = false;

  constructor(
    private readonly provider: TokenProvider,
    private readonly frame: CallFrame,
  ) {
    this.parts = partsOf(frame);
  }

  /** @throws DropboxError */
  token(): Promise<string> {
    return classified(this.provider.token(this));
  }

  async accepted(): Promise<void> {
    await this.provider.accepted?.(this);
  }

  /**
   * What a failure says of the token and the connection. Where the token itself is refused, a new one is asked for, once: that
   * brings one, or tells that the grant is over. Where no new one helps, that is told.
   * @returns whether there is a new token @throws DropboxError
   */
  async failed(error: DropboxError, token: string): Promise<boolean> {
    const mayRenew = !this.#isRenewed && TOKEN_REFUSED.has(error.tags[0] ?? '');
    if (mayRenew && (await classified(this.provider.refresh(token)))) {
      this.#isRenewed = true;
      return true;
    }
    const refusal = lastingRefusal(error, this.frame);
    if (refusal !== undefined) await this.provider.refused?.(token, refusal);
    else if (isLetThrough(error)) await this.accepted();
    return false;
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
