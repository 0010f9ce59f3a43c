import type { VirtualClock } from '../clock.js';
import type { Random } from '../random.js';

/** An access token. `id` is what logs and the admin routes show; the token itself stays here. */
export interface AccessToken {
  readonly id: number;
  readonly token: string;
  readonly userId: number;
  readonly refreshToken: string | null;
  expiresAt: number;
  revoked: boolean;
}

interface AuthorizationCode {
  readonly userId: number;
  readonly redirectUri: string;
  readonly expiresAt: number;
}

/** Codes live ten minutes (OAuth prose of the 2022 specification). */
const CODE_LIFE_MS = 10 * 60_000;

/** All codes, access tokens and refresh tokens of the one registered application. */
export class TokenBook {
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, number>();
  readonly #codes = new Map<string, AuthorizationCode>();
  readonly #clock: VirtualClock;
  #nextId = 1;

  readonly #random: Random;

  constructor(clock: VirtualClock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Issues an access token for a user; fixed texts can be given for the first credentials. */
  issue(
    userId: number,
    lifeSeconds: number,
    refreshToken: string | null,
    token = this.#fresh(),
  ): AccessToken {
    const issued: AccessToken = {
      id: this.#nextId,
      token,
      userId,
      refreshToken,
      expiresAt: this.#clock.now() + lifeSeconds * 1000,
      revoked: false,
    };
    this.#nextId += 1;
    this.#access.set(token, issued);
    return issued;
  }

  /** Makes a refresh token for the user (or registers the one given). */
  grantRefresh(userId: number, refreshToken = this.#fresh()): string {
    this.#refresh.set(refreshToken, userId);
    return refreshToken;
  }

  /** The user a refresh token speaks for. */
  userOfRefresh(refreshToken: string): number | undefined {
    return this.#refresh.get(refreshToken);
  }

  dropRefresh(refreshToken: string): void {
    this.#refresh.delete(refreshToken);
  }

  issueCode(userId: number, redirectUri: string): string {
    const code = this.#fresh();
    this.#codes.set(code, { userId, redirectUri, expiresAt: this.#clock.now() + CODE_LIFE_MS });
    return code;
  }

  /** The user of a code, once; undefined when it is unknown, late or meant for another redirect address. */
  redeemCode(code: string, redirectUri: string): number | undefined {
    const found = this.#codes.get(code);
    this.#codes.delete(code);
    if (found === undefined || found.redirectUri !== redirectUri) return undefined;
    return found.expiresAt > this.#clock.now() ? found.userId : undefined;
  }

  /** The live token behind a bearer, or undefined when it is unknown, expired or revoked. */
  accept(bearer: string): AccessToken | undefined {
    const found = this.#access.get(bearer);
    if (found === undefined || found.revoked) return undefined;
    return found.expiresAt > this.#clock.now() ? found : undefined;
  }

  find(bearer: string): AccessToken | undefined {
    return this.#access.get(bearer);
  }

  byId(id: number): AccessToken | undefined {
    return [...this.#access.values()].find((token) => token.id === id);
  }

  all(): AccessToken[] {
    return [...this.#access.values()];
  }

  /** The user took back the grant: every access and refresh token of that user dies. */
  revokeUser(userId: number): void {
    for (const token of this.#access.values()) if (token.userId === userId) token.revoked = true;
    for (const [refresh, owner] of this.#refresh) if (owner === userId) this.#refresh.delete(refresh);
  }

  #fresh(): string {
    return `fake-${this.#random.hex(24)}`;
  }
}
