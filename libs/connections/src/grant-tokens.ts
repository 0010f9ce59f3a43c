import {
  fixedToken,
  isTokenUnavailable,
  refreshingToken,
  type TokenEndpoint,
  type TokenProvider,
} from '@counterpart/access-tokens';
import type { ConsentedAccount, Vendor } from '@counterpart/contracts';
import { StoredToken, type CredentialStore } from '@counterpart/credentials';
import type { Firm } from '@counterpart/service-defaults';

/** A firm’s grant is stored, and this program has no key to it. */
export class NoMasterKey extends Error {
  readonly code = 'CONNECTION_NO_MASTER_KEY';
  override readonly name = 'NoMasterKey';
}

/** Gives each connection its token, in the way that the firms file names; one provider for each stored grant. */
export class GrantTokens {
  readonly #stored = new Map<string, StoredToken>();

  constructor(
    /** Null where the program has no master key. */
    private readonly credentials: CredentialStore | null = null,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** @throws NoMasterKey */
  of(firm: Firm, vendor: Vendor): TokenProvider {
    const { grant } = firm[vendor];
    if ('accessToken' in grant) return fixedToken(grant.accessToken);
    if ('refreshToken' in grant) return refreshingToken(grant);
    return this.#storedOf(firm, vendor, grant);
  }

  /**
   * The serial of the stored grant that is in force; null where the firms file gives the grant.
   * @param before given back where there is no token now, which whoever calls the vendor hears of
   * @throws NoMasterKey, InfrastructureUnavailable
   */
  async serialOf(firm: Firm, vendor: Vendor, before: number | null): Promise<number | null> {
    const { grant } = firm[vendor];
    if (!('stored' in grant)) return null;
    try {
      return await this.#storedOf(firm, vendor, grant).serial();
    } catch (error) {
      if (isTokenUnavailable(error)) return before;
      throw error;
    }
  }

  /**
   * The account that a person connected; null where the firms file gives the grant, or it was connected before accounts were told.
   * @throws NoMasterKey, InfrastructureUnavailable
   */
  async accountOf(firm: Firm, vendor: Vendor): Promise<ConsentedAccount | null> {
    if (!('stored' in firm[vendor].grant)) return null;
    return this.#store(firm).accountOf({ firm: firm.firm, vendor });
  }

  #storedOf(firm: Firm, vendor: Vendor, endpoint: TokenEndpoint): StoredToken {
    const key = `${vendor}/${firm.firm}`;
    const known = this.#stored.get(key);
    if (known !== undefined) return known;
    const token = new StoredToken(this.#store(firm), { firm: firm.firm, vendor }, endpoint, this.now);
    this.#stored.set(key, token);
    return token;
  }

  #store({ firm }: Firm): CredentialStore {
    if (this.credentials !== null) return this.credentials;
    throw new NoMasterKey(`the grant of ${firm} is stored, and COUNTERPART_MASTER_KEY is not set`);
  }
}
