import { retryAfterMs } from '@counterpart/pacer';
import { z } from 'zod';
import type { TokenProvider } from './token-provider.js';
import { TokenUnavailable } from './token-unavailable.js';

/** What a refresh needs. */
export interface RefreshOptions {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  /** Told of a rotated refresh token before it is used again. */
  readonly onRotated?: (refreshToken: string) => Promise<void>;
  /** Longest wait for the vendor. @default 30000 */
  readonly timeoutMs?: number;
}

const Answer = z.object({ access_token: z.string().min(1), refresh_token: z.string().min(1).optional() });

/** A token that is renewed when it is refused; many callers at once cause one renewal. */
export function refreshingToken(options: RefreshOptions): TokenProvider {
  let { refreshToken } = options;
  let current: string | undefined;
  let running: Promise<string> | undefined;
  const renew = async (): Promise<string> => {
    const answer = await ask(options, refreshToken);
    if (answer.refresh_token !== undefined && answer.refresh_token !== refreshToken) {
      await options.onRotated?.(answer.refresh_token);
      refreshToken = answer.refresh_token;
    }
    current = answer.access_token;
    return current;
  };
  const renewOnce = (): Promise<string> => {
    running ??= renew().finally(() => (running = undefined));
    return running;
  };
  return {
    token: async () => current ?? renewOnce(),
    refresh: async (refused) => {
      // Another caller may have renewed it meanwhile.
      if (current === undefined || current === refused) await renewOnce();
      return true;
    },
  };
}

async function ask(options: RefreshOptions, refreshToken: string): Promise<z.infer<typeof Answer>> {
  const { response, text } = await post(options, refreshToken);
  const { status } = response;
  const after = retryAfterMs(response.headers.get('retry-after'), Date.now());
  const details = after === undefined ? {} : { retryAfterMs: after };
  // RFC 6749 §5.2: 400, or 401 for the client; anything else says nothing about the grant.
  if (status === 400 || status === 401)
    throw new TokenUnavailable('refused', `the token endpoint answers ${status} ${reasonIn(text)}`);
  if (!response.ok)
    throw new TokenUnavailable('unreachable', `the token endpoint answers ${status}`, details);
  const parsed = Answer.safeParse(json(text));
  if (parsed.success) return parsed.data;
  throw new TokenUnavailable('unreachable', 'the token endpoint’s answer has another form');
}

async function post(
  options: RefreshOptions,
  refreshToken: string,
): Promise<{ readonly response: Response; readonly text: string }> {
  try {
    const response = await fetch(options.tokenUrl, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeoutMs ?? 30_000),
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: options.clientId,
        client_secret: options.clientSecret,
      }),
    });
    return { response, text: await response.text() };
  } catch (cause) {
    throw new TokenUnavailable('unreachable', 'the token endpoint does not answer', { cause });
  }
}

/** The vendor’s word for it; nothing else of the answer is repeated. */
const reasonIn = (text: string): string => /"error"\s*:\s*"([a-z_]{1,60})"/.exec(text)?.[1] ?? '';

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
