import { renewByRefreshToken, type TokenEndpoint } from './token-endpoint.js';
import type { TokenProvider } from './token-provider.js';

/** What a refresh needs. */
export interface RefreshOptions extends TokenEndpoint {
  readonly refreshToken: string;
  /** Told of a rotated refresh token before it is used again. */
  readonly onRotated?: (refreshToken: string) => Promise<void>;
}

/** A token that is renewed when it is refused; many callers at once cause one renewal. */
export function refreshingToken(options: RefreshOptions): TokenProvider {
  let { refreshToken } = options;
  let current: string | undefined;
  let running: Promise<string> | undefined;
  const renew = async (): Promise<string> => {
    const issued = await renewByRefreshToken(options, refreshToken);
    if (issued.refreshToken !== undefined && issued.refreshToken !== refreshToken) {
      await options.onRotated?.(issued.refreshToken);
      refreshToken = issued.refreshToken;
    }
    current = issued.accessToken;
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
