import { fixedToken, refreshingToken, type TokenProvider } from '@counterpart/access-tokens';
import type { Vendor } from '@counterpart/contracts';
import { StoredToken, type CredentialStore } from '@counterpart/credentials';
import type { Firm } from '@counterpart/service-defaults';

/** A firm’s grant is stored, and this program has no key to it. */
export class NoMasterKey extends Error {
  readonly code = 'CONNECTION_NO_MASTER_KEY';
  override readonly name = 'NoMasterKey';
}

/** Gives each connection its token, in the way that the firms file names. */
export class GrantTokens {
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
    if (this.credentials === null) {
      throw new NoMasterKey(`the grant of ${firm.firm} is stored, and COUNTERPART_MASTER_KEY is not set`);
    }
    return new StoredToken(this.credentials, { firm: firm.firm, vendor }, grant, this.now);
  }
}
