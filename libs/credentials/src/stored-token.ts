import {
  isTokenUnavailable,
  renewByRefreshToken,
  TokenUnavailable,
  type TokenEndpoint,
  type TokenProvider,
} from '@counterpart/access-tokens';
import type { Connection, CredentialStore, Grant, NewSecret } from './postgres/credential-store.js';

/** A token is renewed so long before its end, in milliseconds; a short-lived one in the last fifth of its life. */
const MARGIN_MS = 5 * 60 * 1000;
const LAST_PART = 0.2;

/** An access token that is held in memory. */
interface HeldToken {
  readonly accessToken: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date | null;
}

/**
 * The token of a stored grant. It is renewed before it ends, once for all programs on the database; a rotated refresh
 * token is stored before anybody uses what came with it. What the vendor refuses for good is not asked for again until a
 * person connects anew; that is seen without a restart.
 */
export class StoredToken implements TokenProvider {
  #held: HeldToken | undefined;
  #renewing: Promise<HeldToken> | undefined;

  constructor(
    private readonly store: CredentialStore,
    private readonly connection: Connection,
    private readonly endpoint: TokenEndpoint,
    private readonly now: () => Date,
  ) {}

  async token(): Promise<string> {
    if (this.#held !== undefined && this.#isFresh(this.#held)) return this.#held.accessToken;
    return (await this.#renewOnce()).accessToken;
  }

  async refresh(refused: string): Promise<boolean> {
    if (this.#held === undefined || this.#held.accessToken === refused) await this.#renewOnce(refused);
    return true;
  }

  #renewOnce(refused?: string): Promise<HeldToken> {
    this.#renewing ??= this.#renewInTurn(refused).finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async #renewInTurn(refused: string | undefined): Promise<HeldToken> {
    this.#held = await this.store.inTurn(this.connection, () => this.#renew(refused));
    return this.#held;
  }

  async #renew(refused: string | undefined): Promise<HeldToken> {
    const grant = await this.#goodGrant();
    const held = heldOf(grant);
    // Another program may have renewed it meanwhile.
    if (held !== undefined && held.accessToken !== refused && this.#isFresh(held)) return held;
    const isUsable = held !== undefined && held.accessToken !== refused && this.#isAlive(held);
    try {
      return await this.#ask(grant);
    } catch (error) {
      if (!isTokenUnavailable(error)) throw error;
      if (error.kind === 'refused') await this.#giveUp(grant, error.word);
      // The endpoint is away for a moment: the token serves until it ends.
      else if (isUsable) return held;
      throw error;
    }
  }

  #giveUp(grant: Grant, word: string): Promise<void> {
    this.#held = undefined;
    return this.store.refuse(this.connection, grant, word);
  }

  /** @throws TokenUnavailable */
  async #goodGrant(): Promise<Grant> {
    const { firm, vendor } = this.connection;
    const grant = await this.store.find(this.connection);
    if (grant === undefined) throw new TokenUnavailable('refused', `${firm} has not connected ${vendor}`);
    if (grant.refusedAt === null) return grant;
    this.#held = undefined;
    throw new TokenUnavailable(
      'refused',
      `${vendor} refuses the grant of ${firm}; it must be connected anew`,
    );
  }

  async #ask(grant: Grant): Promise<HeldToken> {
    const { accessToken, refreshToken, expiresIn } = await renewByRefreshToken(
      this.endpoint,
      grant.refreshToken,
    );
    const issuedAt = this.now();
    const expiresAt = expiresIn === undefined ? null : new Date(issuedAt.getTime() + expiresIn * 1000);
    const secret: NewSecret = { accessToken, refreshToken: refreshToken ?? grant.refreshToken, expiresAt };
    await this.store.renew(this.connection, grant, secret);
    return { accessToken, issuedAt, expiresAt };
  }

  #isFresh({ issuedAt, expiresAt }: HeldToken): boolean {
    if (expiresAt === null) return true;
    const margin = Math.min(MARGIN_MS, (expiresAt.getTime() - issuedAt.getTime()) * LAST_PART);
    return expiresAt.getTime() - this.now().getTime() > margin;
  }

  #isAlive({ expiresAt }: HeldToken): boolean {
    return expiresAt === null || expiresAt > this.now();
  }
}

const heldOf = ({ accessToken, changedAt, expiresAt }: Grant): HeldToken | undefined =>
  accessToken === null ? undefined : { accessToken, issuedAt: changedAt, expiresAt };
