import type { ConsentedAccount, FirmId, Vendor } from '@counterpart/contracts';

/** The app that a firm consents to. */
interface ConsentApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenUrl: string;
  readonly authorizeUrl: string;
}

/** Which cloud of which firm is connected, and through which app. */
export interface Consent {
  readonly firm: FirmId;
  readonly vendor: Vendor;
  readonly app: ConsentApp;
  /** The person said that it may be another account than before. */
  readonly isOther: boolean;
  /** What is asked for by name; empty where the vendor takes no names, or everything that its app has ticked is wanted. */
  readonly scopes: readonly string[];
}

/** What the vendor gave for a code. */
export interface ConsentTokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Seconds; absent where the access token has no end. */
  readonly expiresIn?: number;
  /** Scopes that were granted, separated by spaces; absent where the vendor does not tell. */
  readonly scope?: string;
}

/** What mirroring needs and the consent does not give. */
export interface Lack {
  /** What it is, e.g. a scope and what it is for. */
  readonly what: string;
  readonly remedy: string;
  /** Without it nothing can be mirrored: the consent is not taken. */
  readonly isVital: boolean;
}

/** What was found of a consent before it is stored. */
export interface Inspection {
  /** Who consented, in words; of Dropbox also where paths begin. */
  readonly who: string;
  /** Scopes, where the vendor tells those that it granted; otherwise what was tried and let through. */
  readonly granted: readonly string[];
  /** Scopes that were granted and nothing is needed of; null where the vendor does not tell what it granted. */
  readonly surplus: readonly string[] | null;
  readonly lacks: readonly Lack[];
}

/** A request that a person answers at the vendor’s page. */
export interface ConsentRequest {
  /** The vendor’s page. */
  readonly address: URL;
  /** Comes back with the answer: nobody else knows it. */
  readonly state: string;
  /** Proves that whoever changes the code asked for it (RFC 7636); null where the vendor documents no such proof. */
  readonly verifier: string | null;
  /**
   * The code in an answer, where it is the answer to this request.
   * @throws ConsentError CONSENT_DECLINED, CONSENT_ANSWER_INVALID
   */
  readonly codeIn: (answer: URLSearchParams) => string;
}

/** Where the vendor sends the person back to. */
interface ReturnAddress {
  /** As the app’s registration at the vendor names it, to the letter. */
  readonly redirectUri: string;
  /** The query of the answer that bears the state. @throws ConsentReturnError CONSENT_TIMED_OUT */
  readonly returned: (state: string) => Promise<URLSearchParams>;
  close(): Promise<void>;
}

/** What a consent needs from outside. */
export interface ConsentPorts {
  /** Opens the place that the person comes back to. @throws ConsentReturnError */
  readonly openReturn: () => Promise<ReturnAddress>;
  readonly request: (consent: Consent, redirectUri: string) => Promise<ConsentRequest>;
  /** Shows a person the vendor’s page. */
  readonly show: (address: URL) => Promise<void>;
  /** Changes a code for tokens. @throws TokenUnavailable */
  readonly exchange: (app: ConsentApp, grant: Readonly<Record<string, string>>) => Promise<ConsentTokens>;
  /** Asks the vendor whose account it is. @throws AccountUntold, ClioError, DropboxError */
  readonly account: (consent: Consent, accessToken: string) => Promise<ConsentedAccount>;
  /** Asks who consented, and to what. @throws ClioError, DropboxError */
  readonly inspect: (consent: Consent, tokens: ConsentTokens) => Promise<Inspection>;
  /**
   * Stores the grant, sealed.
   * @returns its serial
   * @throws AccountRefused where it is another account than before and nobody said so, or another firm has it
   */
  readonly store: (
    consent: Consent,
    tokens: ConsentTokens & { readonly refreshToken: string },
    account: ConsentedAccount,
  ) => Promise<number>;
}

/** Why a connection was not made. */
export type ConsentErrorCode =
  /** The firms file gives the grant itself, or no such firm. */
  | 'CONSENT_NOT_WANTED'
  /** The person declined. */
  | 'CONSENT_DECLINED'
  /** An answer came that was not asked for, or that another page answered. */
  | 'CONSENT_ANSWER_INVALID'
  /** The vendor gave no refresh token: the grant would end within hours. */
  | 'CONSENT_NOT_LASTING'
  /** It lacks what nothing can be mirrored without. */
  | 'CONSENT_TOO_NARROW';

/** A connection was not made; what was there before stands. */
export class ConsentError extends Error {
  override readonly name = 'ConsentError';

  constructor(
    readonly code: ConsentErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
