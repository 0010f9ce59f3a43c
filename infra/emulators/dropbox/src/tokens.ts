import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from './clock.js';
import type { EmulatorOptions } from './options.js';
import { ApiError, authError } from './wire/api-error.js';

/** What the server knows of an access token. */
export interface AccessToken {
  expiresAt: number;
  revoked: boolean;
  /** The refresh token it came from; null for one that was set from outside. */
  readonly refreshToken: string | null;
  readonly scopes: ReadonlySet<string>;
  /** Whose it is; see {@link EmulatorOptions.tokenLink}. */
  readonly link: EmulatorOptions['tokenLink'];
}

/** How a token that is set from outside differs from the others. */
export interface Restriction {
  readonly scopes?: readonly string[];
  readonly link?: EmulatorOptions['tokenLink'];
}

/** What a member agreed to on the consent page. */
export interface Agreement {
  readonly redirectUri: string;
  /** PKCE, method S256; null without PKCE. */
  readonly challenge: string | null;
  /** Whether a refresh token comes with it (`token_access_type=offline`). */
  readonly offline: boolean;
  /** What was agreed to. */
  readonly scopes: readonly string[];
}

const TEAM_ID = 'dbtid:AAFdgehTzw7WlXhZJsbGCLePe8RvQGYDr-I';
const CODE_LIFE_MS = 600_000;

/** Access and refresh tokens, and the OAuth endpoint that gives them. */
export class Tokens {
  readonly #access = new Map<string, AccessToken>();
  /** Refresh tokens, and the scopes that each was granted. */
  readonly #refresh = new Map<string, readonly string[]>();
  readonly #codes = new Map<string, Agreement & { readonly expiresAt: number }>();
  #serial = 0;

  constructor(
    private readonly options: EmulatorOptions,
    private readonly clock: Clock,
  ) {
    this.#access.set(options.accessToken, this.#token(Infinity, null));
    this.#refresh.set(options.refreshToken, options.scopes);
  }

  /** The token of a call. @throws ApiError 401 */
  check(authorization: string | undefined): AccessToken {
    const token = this.#access.get(bearerOf(authorization));
    if (token === undefined || token.revoked) throw authError('invalid_access_token');
    if (token.expiresAt <= this.clock.now()) throw authError('expired_access_token');
    return token;
  }

  /** App authentication: key and secret as Basic (stone `auth = "app"`). @throws ApiError 401 */
  checkApp(authorization: string | undefined): void {
    const { appKey, appSecret } = this.options;
    const wanted = Buffer.from(`Basic ${Buffer.from(`${appKey}:${appSecret}`).toString('base64')}`);
    const given = Buffer.from(authorization ?? '');
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
    throw authError('invalid_access_token');
  }

  /** `POST /oauth2/token`: authorization_code and refresh_token. @throws ApiError 400 */
  grant(form: URLSearchParams): object {
    switch (form.get('grant_type')) {
      case 'authorization_code':
        return this.#byCode(form);
      case 'refresh_token':
        return this.#byRefresh(form);
      default:
        throw oauthError('unsupported_grant_type', 'use authorization_code or refresh_token');
    }
  }

  /** A code that works once, for ten minutes. */
  issueCode(agreement: Agreement): string {
    const code = `fake-code-${this.#next()}`;
    this.#codes.set(code, { ...agreement, expiresAt: this.clock.now() + CODE_LIFE_MS });
    return code;
  }

  issue(lifeSeconds: number, refreshToken: string | null = null, restriction: Restriction = {}): string {
    const text = `sl.fake-${this.#next()}`;
    this.#access.set(text, this.#token(this.clock.now() + lifeSeconds * 1000, refreshToken, restriction));
    return text;
  }

  #token(expiresAt: number, refreshToken: string | null, restriction: Restriction = {}): AccessToken {
    const { scopes = this.options.scopes, link = this.options.tokenLink } = restriction;
    return { expiresAt, revoked: false, refreshToken, scopes: new Set(scopes), link };
  }

  /** `auth/token/revoke`: the token, the refresh token it came from, and that one’s other children (auth.stone). */
  revoke(authorization: string | undefined): void {
    const token = this.#access.get(bearerOf(authorization));
    if (token === undefined) return;
    token.revoked = true;
    if (token.refreshToken === null) return;
    this.#refresh.delete(token.refreshToken);
    for (const one of this.#access.values()) if (one.refreshToken === token.refreshToken) one.revoked = true;
  }

  expireAll(): void {
    for (const token of this.#access.values()) token.expiresAt = 0;
  }

  /** As when an administrator unlinks the application. */
  revokeAll(): void {
    this.#refresh.clear();
    for (const token of this.#access.values()) token.revoked = true;
  }

  #byCode(form: URLSearchParams): object {
    const code = form.get('code') ?? '';
    const agreement = this.#codes.get(code);
    // A code is spent by any attempt: whoever stole it must not try again.
    this.#codes.delete(code);
    if (agreement === undefined || agreement.expiresAt <= this.clock.now())
      throw oauthError('invalid_grant', "code doesn't exist or has expired");
    if (form.get('redirect_uri') !== agreement.redirectUri)
      throw oauthError('invalid_grant', 'redirect_uri does not match');
    this.#proveClient(form, agreement.challenge);
    const { offline, scopes } = agreement;
    if (!offline) return this.#reply(null, scopes);
    const refreshToken = `fake-refresh-${this.#next()}`;
    this.#refresh.set(refreshToken, scopes);
    return { ...this.#reply(refreshToken, scopes), refresh_token: refreshToken };
  }

  #byRefresh(form: URLSearchParams): object {
    const { appKey, appSecret } = this.options;
    const proven = form.get('client_id') === appKey && form.get('client_secret') === appSecret;
    if (!proven) throw oauthError('invalid_client', 'Invalid client_id or client_secret');
    const refreshToken = form.get('refresh_token') ?? '';
    const granted = this.#refresh.get(refreshToken);
    if (granted === undefined) throw oauthError('invalid_grant', 'refresh token is invalid or revoked');
    return this.#reply(refreshToken, narrowed(granted, form.get('scope')));
  }

  /** With PKCE the verifier proves the client, without it the secret does (RFC 7636 §4.6). */
  #proveClient(form: URLSearchParams, challenge: string | null): void {
    const { appKey, appSecret } = this.options;
    const secret = form.get('client_secret');
    const isClient =
      form.get('client_id') === appKey && (secret === appSecret || (secret === null && challenge !== null));
    if (!isClient) throw oauthError('invalid_client', 'Invalid client_id or client_secret');
    if (challenge !== null && challengeOf(form.get('code_verifier') ?? '') !== challenge)
      throw oauthError('invalid_grant', 'invalid code verifier');
  }

  #reply(refreshToken: string | null, scopes: readonly string[]): object {
    const { tokenLifeSeconds } = this.options;
    return {
      access_token: this.issue(tokenLifeSeconds, refreshToken, { scopes }),
      token_type: 'bearer',
      expires_in: tokenLifeSeconds,
      team_id: TEAM_ID,
      scope: scopes.join(' '),
    };
  }

  #next(): number {
    return (this.#serial += 1);
  }
}

const bearerOf = (authorization: string | undefined): string =>
  /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '';

/** RFC 7636 §4.2, method S256. */
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** A refresh may ask for fewer scopes than were granted, never for others. */
function narrowed(granted: readonly string[], wanted: string | null): readonly string[] {
  if (wanted === null || wanted === '') return granted;
  const scopes = wanted.split(' ');
  if (scopes.every((scope) => granted.includes(scope))) return scopes;
  throw oauthError('invalid_scope', 'a scope was not granted');
}

const oauthError = (error: string, description: string): ApiError =>
  new ApiError(400, { error, error_description: description });

/** A name for a token that does not give it away. */
export const tokenId = (authorization: string | undefined): string =>
  createHash('sha256')
    .update(authorization ?? '')
    .digest('hex')
    .slice(0, 12);
