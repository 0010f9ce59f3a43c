import type { FirmId, Policy } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';

/** Who may use which path. A claim is for ever: a path that was given away is never given to another. */
export interface PathClaims {
  /**
   * Claims a path for an owner (a document or a matter) within the caller’s transaction.
   * @returns true where the path is the owner’s now, or was before; false where it is somebody else’s
   */
  claim(tx: Transaction, claim: { firm: FirmId; pathKey: string; owner: string }): Promise<boolean>;
}

/** The policy in force for a firm. */
export interface Policies {
  /** @returns undefined where the firm is not configured here */
  policyOf(firm: FirmId): Policy | undefined;
}
