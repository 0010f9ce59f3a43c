import { createHash } from 'node:crypto';
import type { Clock } from './clock.js';
import type { EmulatorOptions } from './options.js';
import { ApiError, authError } from './wire/api-error.js';

interface Token {
  readonly text: string;
  expiresAt: number;
  revoked: boolean;
}

/** Access tokens, and the OAuth endpoint that gives new ones. */
export class Tokens {
  readonly #tokens = new Map<string, Token>();
  #serial = 0;

  constructor(
    private readonly options: EmulatorOptions,
    private readonly clock: Clock,
  ) {
    this.#tokens.set(options.accessToken, { text: options.accessToken, expiresAt: Infinity, revoked: false });
  }

  /** @throws ApiError 401 */
  check(authorization: string | undefined): void {
    const [, text] = /^Bearer (.+)$/.exec(authorization ?? '') ?? [];
    const token = text === undefined ? undefined : this.#tokens.get(text);
    if (token === undefined || token.revoked) throw authError('invalid_access_token');
    if (token.expiresAt <= this.clock.now()) throw authError('expired_access_token');
  }

  /** `POST /oauth2/token`: refresh_token grant. @throws ApiError 400 */
  grant(form: URLSearchParams): object {
    const { appKey, appSecret, refreshToken, tokenLifeSeconds } = this.options;
    const proven = form.get('client_id') === appKey && form.get('client_secret') === appSecret;
    if (!proven) throw oauthError('invalid_client', 'Invalid client_id or client_secret');
    if (form.get('grant_type') !== 'refresh_token')
      throw oauthError('unsupported_grant_type', 'use refresh_token');
    if (form.get('refresh_token') !== refreshToken)
      throw oauthError('invalid_grant', 'refresh token is invalid or revoked');
    return { access_token: this.issue(tokenLifeSeconds), token_type: 'bearer', expires_in: tokenLifeSeconds };
  }

  issue(lifeSeconds: number): string {
    this.#serial += 1;
    const text = `sl.fake-${this.#serial}`;
    this.#tokens.set(text, { text, expiresAt: this.clock.now() + lifeSeconds * 1000, revoked: false });
    return text;
  }

  expireAll(): void {
    for (const token of this.#tokens.values()) token.expiresAt = 0;
  }

  revokeAll(): void {
    for (const token of this.#tokens.values()) token.revoked = true;
  }
}

const oauthError = (error: string, description: string): ApiError =>
  new ApiError(400, { error, error_description: description });

/** A name for a token that does not give it away. */
export const tokenId = (authorization: string | undefined): string =>
  createHash('sha256')
    .update(authorization ?? '')
    .digest('hex')
    .slice(0, 12);
