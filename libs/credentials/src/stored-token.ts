import { setTimeout as wait } from 'node:timers/promises';
import {
  isTokenUnavailable,
  renewByRefreshToken,
  TokenUnavailable,
  type LastingRefusal,
  type TokenEndpoint,
  type TokenProvider,
  type VendorCall,
} from '@counterpart/access-tokens';
import { AccessGate } from './access-gate.js';
import type { CredentialStore, Grant, NewSecret } from './postgres/credential-store.js';
import type { Connection } from './postgres/ground.js';

/** A token is renewed so long before its end, in milliseconds; a short-lived one in the last fifth of its life. */
const MARGIN_MS = 5 * 60 * 1000;
const LAST_PART = 0.2;

/** How long a look at the stored grant counts, in milliseconds: so soon every process uses what a person consented to. */
const LOOK_MS = 1000;

/** How long a renewal is waited for where the token that is held is still good, in milliseconds. */
const PATIENCE_MS = 2000;

/** A token that took the place of a refused one and is refused itself within so many milliseconds: renewing helps nothing. */
const VAIN_MS = 10_000;

/** An access token that is held in memory. */
interface HeldToken {
  /** Of the grant it came with. */
  readonly serial: number;
  readonly accessToken: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date | null;
}

/**
 * The token of a stored grant. It is renewed before it ends, once for all programs on the database; a rotated refresh
 * token is stored before anybody uses what came with it. What the vendor refuses for good is not asked for again until a
 * person connects anew. A held token is used only as long as the stored grant is the one it came with: a new consent,
 * perhaps to another account, is taken up by all programs within a second, without a restart. Where the vendor refuses calls
 * though the grant is good, they wait at a gate that all programs share.
 */
export class StoredToken implements TokenProvider {
  #held: HeldToken | undefined;
  #renewing: Promise<HeldToken> | undefined;
  /** What came last in place of a refused token. */
  #replacement: HeldToken | undefined;
  #isRejected = false;
  #lookedAt = -Infinity;
  #looking: Promise<void> | undefined;
  readonly #gate: AccessGate;

  constructor(
    private readonly store: CredentialStore,
    private readonly connection: Connection,
    private readonly endpoint: TokenEndpoint,
    private readonly now: () => Date,
  ) {
    this.#gate = new AccessGate(store.bars, connection, now);
  }

  /** @throws TokenUnavailable; InfrastructureUnavailable: nothing is done by a grant that nobody knows to be in force */
  async token(call?: VendorCall): Promise<string> {
    const { accessToken } = await this.#current();
    if (call !== undefined) await this.#gate.admit(call);
    return accessToken;
  }

  /** The serial of the grant that tokens come from now. @throws as `token` */
  async serial(): Promise<number> {
    return (await this.#current()).serial;
  }

  /** @returns false where the refused token was just got in place of a refused one */
  async refresh(refused: string): Promise<boolean> {
    if (this.#isVain(refused)) return false;
    if (this.#held === undefined || this.#held.accessToken === refused) await this.#renewOnce(refused);
    return true;
  }

  /** @throws InfrastructureUnavailable */
  accepted(call: VendorCall): Promise<void> {
    return this.#gate.accepted(call);
  }

  /** Told once, until it is over or a person connects anew. @throws InfrastructureUnavailable */
  async refused(token: string, refusal: LastingRefusal): Promise<void> {
    const held = this.#held;
    // Of a token before it, another is known by now: the next call tells.
    if (held?.accessToken === token) await this.#gate.refuse(held.serial, refusal);
  }

  async #current(): Promise<HeldToken> {
    if (this.#held !== undefined) await this.#look();
    const held = this.#held;
    if (held !== undefined && this.#isFresh(held)) return held;
    const renewing = this.#renewOnce();
    return held !== undefined && this.#isAlive(held) ? soonOr(renewing, held) : renewing;
  }

  /** Lets go of a token whose grant is not the stored one any more; one question a second, however many ask. */
  #look(): Promise<void> {
    const passed = this.now().getTime() - this.#lookedAt;
    if (passed >= 0 && passed < LOOK_MS) return Promise.resolve();
    this.#looking ??= this.#lookOnce().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #lookOnce(): Promise<void> {
    const began = this.now().getTime();
    const learn = this.#gate.look();
    const mark = await this.store.markOf(this.connection);
    if (this.#held !== undefined && this.#held.serial !== mark?.serial) this.#held = undefined;
    learn(mark?.bar ?? null);
    this.#lookedAt = began;
  }

  #renewOnce(refused?: string): Promise<HeldToken> {
    this.#renewing ??= this.#renewInTurn(refused).finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  /** The turn is for renewing: what another program renewed, or a person just consented to, needs none. */
  async #renewInTurn(refused: string | undefined): Promise<HeldToken> {
    const stored = heldOf(await this.#goodGrant());
    if (stored !== undefined && this.#serves(stored, refused)) this.#held = stored;
    else this.#held = await this.store.inTurn(this.connection, () => this.#renew(refused));
    return this.#held;
  }

  #serves(held: HeldToken, refused: string | undefined): boolean {
    return held.accessToken !== refused && this.#isFresh(held);
  }

  async #renew(refused: string | undefined): Promise<HeldToken> {
    const grant = await this.#goodGrant();
    const held = heldOf(grant);
    // Another program may have renewed it meanwhile.
    if (held !== undefined && this.#serves(held, refused)) return held;
    if (refused !== undefined && this.#gate.isVain(grant.changedAt)) throw this.#inVain();
    const isUsable = held !== undefined && held.accessToken !== refused && this.#isAlive(held);
    const renewed = await this.#ask(grant, isUsable ? held : undefined);
    if (refused !== undefined) this.#replacement = renewed;
    // A person connected anew meanwhile, perhaps another account: what was got by the old grant is let go.
    return renewed ?? this.#renew(refused);
  }

  /** @returns undefined where the grant was replaced meanwhile @throws TokenUnavailable */
  async #ask(grant: Grant, usable: HeldToken | undefined): Promise<HeldToken | undefined> {
    try {
      const renewed = await this.#renewBy(grant);
      this.#isRejected = false;
      return renewed;
    } catch (error) {
      if (!isTokenUnavailable(error)) throw error;
      if (error.kind === 'rejected') this.#reject(error.word);
      if (error.kind === 'refused') await this.#giveUp(grant, error.word);
      // The endpoint is away, or does not know the app, for a moment: the token serves until it ends.
      else if (usable !== undefined) return usable;
      throw error;
    }
  }

  /** Told once until it is well again: the app is rejected, not this firm’s grant. */
  #reject(word: string): void {
    if (!this.#isRejected) this.store.reportRejected(this.connection, word);
    this.#isRejected = true;
  }

  #giveUp(grant: Grant, word: string): Promise<void> {
    this.#held = undefined;
    return this.store.refuse(this.connection, grant, word);
  }

  /** @throws TokenUnavailable */
  async #goodGrant(): Promise<Grant> {
    const { firm, vendor } = this.connection;
    const learn = this.#gate.look();
    const grant = await this.store.find(this.connection);
    learn(grant?.bar ?? null);
    if (grant === undefined) throw new TokenUnavailable('refused', `${firm} has not connected ${vendor}`);
    if (grant.refusedAt === null) return grant;
    this.#held = undefined;
    throw new TokenUnavailable(
      'refused',
      `${vendor} refuses the grant of ${firm}; it must be connected anew`,
    );
  }

  async #renewBy(grant: Grant): Promise<HeldToken | undefined> {
    const { accessToken, refreshToken, expiresIn } = await renewByRefreshToken(
      this.endpoint,
      grant.refreshToken,
    );
    const issuedAt = this.now();
    const expiresAt = expiresIn === undefined ? null : new Date(issuedAt.getTime() + expiresIn * 1000);
    const secret: NewSecret = { accessToken, refreshToken: refreshToken ?? grant.refreshToken, expiresAt };
    const isStored = await this.store.renew(this.connection, grant, secret);
    return isStored ? { serial: grant.serial + 1, accessToken, issuedAt, expiresAt } : undefined;
  }

  #isVain(refused: string): boolean {
    const { accessToken, issuedAt } = this.#replacement ?? {};
    return (
      accessToken === refused && issuedAt !== undefined && this.now().getTime() - issuedAt.getTime() < VAIN_MS
    );
  }

  #inVain(): TokenUnavailable {
    const { firm, vendor } = this.connection;
    return new TokenUnavailable('refused', `a new token of ${firm} for ${vendor} was refused, too`);
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

/** What comes of a renewal, or what is still good where that takes long: it goes on. */
function soonOr(renewing: Promise<HeldToken>, good: HeldToken): Promise<HeldToken> {
  const over = new AbortController();
  const late = wait(PATIENCE_MS, good, { signal: over.signal, ref: false });
  return Promise.race([renewing, late]).finally(() => {
    over.abort();
    for (const left of [renewing, late]) left.catch(() => undefined);
  });
}

const heldOf = ({ serial, accessToken, changedAt, expiresAt }: Grant): HeldToken | undefined =>
  accessToken === null ? undefined : { serial, accessToken, issuedAt: changedAt, expiresAt };
