import type { FirmId, Policy, StreamName } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';

/** Who asks for a name, and where. */
export interface NameClaim {
  readonly firm: FirmId;
  /** Stream of the document or matter. */
  readonly owner: StreamName;
  readonly folder: string;
  /** The names to try in their order; endless. */
  readonly names: Iterable<string>;
}

/** A name that is the owner’s from now on. */
export interface ClaimedName {
  readonly name: string;
  /** Who holds the first name, where it is somebody else’s. */
  readonly heldBy: StreamName | null;
}

/** Who may use which path. A claim is for ever: a path that was given away is never given to another. */
export interface PathClaims {
  /** Claims the first name that is free, or that the owner claimed before, within the caller’s transaction. */
  claim(tx: Transaction, claim: NameClaim): Promise<ClaimedName>;
}

/** The policy in force for a firm. */
export interface Policies {
  /** @returns undefined where the firm is not configured here */
  policyOf(firm: FirmId): Policy | undefined;
}
