/** Gives the bearer token of a connection. */
export interface TokenProvider {
  token(): Promise<string>;
  /** The token was refused as expired: gets a new one. @returns false where there is none to be had */
  refresh(refused: string): Promise<boolean>;
}

/** A token that is given and never renewed. */
export const fixedToken = (accessToken: string): TokenProvider => ({
  token: () => Promise.resolve(accessToken),
  refresh: () => Promise.resolve(false),
});

/** What a refresh needs. */
export interface RefreshOptions {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  /** Told of a rotated refresh token before it is used again. */
  readonly onRotated?: (refreshToken: string) => Promise<void>;
}

/** A token that is renewed when it is refused; many callers at once cause one refresh. */
export function refreshingToken(options: RefreshOptions): TokenProvider {
  let { refreshToken } = options;
  let current: string | undefined;
  let running: Promise<string | undefined> | undefined;
  const renew = async (): Promise<string | undefined> => {
    const response = await fetch(options.tokenUrl, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: options.clientId,
        client_secret: options.clientSecret,
      }),
    });
    if (!response.ok) return undefined;
    const answer = (await response.json()) as { access_token?: string; refresh_token?: string };
    if (answer.refresh_token !== undefined && answer.refresh_token !== refreshToken) {
      await options.onRotated?.(answer.refresh_token);
      refreshToken = answer.refresh_token;
    }
    current = answer.access_token;
    return current;
  };
  const once = (): Promise<string | undefined> => {
    running ??= renew().finally(() => (running = undefined));
    return running;
  };
  return {
    token: async () => current ?? (await once()) ?? '',
    refresh: async (refused) =>
      (current !== undefined && current !== refused) || (await once()) !== undefined,
  };
}
