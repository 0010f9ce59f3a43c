/** One call to a vendor; the same object for as long as it is repeated. */
export interface VendorCall {
  /** What it goes through and a vendor may refuse by itself, in the client’s words, e.g. the member it acts for. */
  readonly parts: readonly string[];
}

/** A refusal that no new token mends. */
export interface LastingRefusal {
  /** Which part of the call. */
  readonly part: string;
  /** Whether no work with the vendor can do without that part. */
  readonly whole: boolean;
  /** The vendor’s word for it; empty where it gave none. */
  readonly word: string;
  /** The permission that lacks, in the vendor’s words. */
  readonly lacks?: string;
}

/** Gives the bearer token of a connection. */
export interface TokenProvider {
  /**
   * @param call what it is for
   * @throws TokenUnavailable, also where the vendor refuses a part of the call, and it is not this call’s turn to ask whether it
   *   still does
   */
  token(call?: VendorCall): Promise<string>;
  /**
   * The token was refused: gets a new one.
   * @returns false where there is none to be had @throws TokenUnavailable
   */
  refresh(refused: string): Promise<boolean>;
  /** A call was let through with its token. */
  accepted?(call: VendorCall): Promise<void>;
  /** A token that a new one is no better than is refused: people are told, and calls through that part wait. */
  refused?(token: string, refusal: LastingRefusal): Promise<void>;
}

/** A token that is given and never renewed. */
export const fixedToken = (accessToken: string): TokenProvider => ({
  token: () => Promise.resolve(accessToken),
  refresh: () => Promise.resolve(false),
});
