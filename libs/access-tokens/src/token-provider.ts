/** Gives the bearer token of a connection. */
export interface TokenProvider {
  /** @throws TokenUnavailable */
  token(): Promise<string>;
  /**
   * The token was refused: gets a new one.
   * @returns false where there is none to be had @throws TokenUnavailable
   */
  refresh(refused: string): Promise<boolean>;
}

/** A token that is given and never renewed. */
export const fixedToken = (accessToken: string): TokenProvider => ({
  token: () => Promise.resolve(accessToken),
  refresh: () => Promise.resolve(false),
});
