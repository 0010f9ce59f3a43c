import { retryAfterMs } from '@counterpart/pacer';
import { fetch, type Response } from 'undici';
import { z } from 'zod';
import { TokenUnavailable } from './token-unavailable.js';
import { vendorConnections } from './vendor-connections.js';

const connections = vendorConnections({ allowH2: false });

/** Where an app gets its tokens, and what it is known by there. */
export interface TokenEndpoint {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Longest wait for the vendor. @default 30000 */
  readonly timeoutMs?: number;
}

/** What the vendor gave. */
export interface IssuedTokens {
  readonly accessToken: string;
  /** Absent where the one that was sent stays good. */
  readonly refreshToken?: string;
  /** Seconds that the access token lives; absent where the vendor gives it no end. */
  readonly expiresIn?: number;
  /** Scopes that were granted, separated by spaces; absent where the vendor does not tell. */
  readonly scope?: string;
}

/** RFC 6749 §5.1. */
const Answer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive().optional(),
  scope: z.string().optional().catch(undefined),
});

/** Renews by a refresh token (RFC 6749 §6). @throws TokenUnavailable */
export const renewByRefreshToken = (endpoint: TokenEndpoint, refreshToken: string): Promise<IssuedTokens> =>
  askForTokens(endpoint, { grant_type: 'refresh_token', refresh_token: refreshToken });

/**
 * Asks the token endpoint. Key and secret travel in the body: an address ends up in other people’s logs.
 * @param grant the grant’s own fields, `grant_type` among them
 * @throws TokenUnavailable
 */
export async function askForTokens(
  endpoint: TokenEndpoint,
  grant: Readonly<Record<string, string>>,
): Promise<IssuedTokens> {
  const { response, text } = await post(endpoint, grant);
  const { status } = response;
  const after = retryAfterMs(response.headers.get('retry-after'), Date.now());
  const details = after === undefined ? {} : { retryAfterMs: after };
  if (status === 400 || status === 401) {
    const word = wordIn(text);
    const kind = word === GRANT_REFUSED ? 'refused' : 'rejected';
    throw new TokenUnavailable(kind, `the token endpoint answers ${status} ${word}`, { ...details, word });
  }
  if (!response.ok) {
    throw new TokenUnavailable('unreachable', `the token endpoint answers ${status}`, details);
  }
  const parsed = Answer.safeParse(json(text));
  if (!parsed.success)
    throw new TokenUnavailable('unreachable', 'the token endpoint’s answer has another form');
  const {
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: expiresIn,
    scope,
  } = parsed.data;
  return {
    accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(expiresIn === undefined ? {} : { expiresIn }),
    ...(scope === undefined ? {} : { scope }),
  };
}

async function post(
  { tokenUrl, clientId, clientSecret, timeoutMs = 30_000 }: TokenEndpoint,
  grant: Readonly<Record<string, string>>,
): Promise<{ readonly response: Response; readonly text: string }> {
  try {
    const response = await fetch(tokenUrl, {
      method: 'POST',
      redirect: 'error',
      dispatcher: connections,
      signal: AbortSignal.timeout(timeoutMs),
      body: new URLSearchParams({ ...grant, client_id: clientId, client_secret: clientSecret }),
    });
    return { response, text: await response.text() };
  } catch (cause) {
    throw new TokenUnavailable('unreachable', 'the token endpoint does not answer', { cause });
  }
}

/**
 * The one word that is about the grant (RFC 6749 §5.2): it is invalid, has expired or was revoked. `invalid_client` is about
 * the app, and a status without a word may come from anybody in between.
 */
const GRANT_REFUSED = 'invalid_grant';

/** The vendor’s word for it; nothing else of the answer is repeated. */
const wordIn = (text: string): string => /"error"\s*:\s*"([a-z_]{1,60})"/.exec(text)?.[1] ?? '';

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
