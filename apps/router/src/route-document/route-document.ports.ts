import type { FirmId, MatterSnapshot, Policy, Reason } from '@counterpart/contracts';
import type { NewEvent, Transaction } from '@counterpart/event-store';
import type { FolderRecord } from '@counterpart/restricted-folder';
import type { ClaimedName, NameWish } from '@counterpart/placement';

/** Who may use which path. A claim is for ever: a path that was given away is never given to another. */
export interface PathClaims {
  /** Claims the first name that is free, or that the owner claimed before, within the caller’s transaction. */
  claim(tx: Transaction, firm: FirmId, wish: NameWish): Promise<ClaimedName>;
}

/** The policies of the firms. */
export interface Policies {
  /**
   * The policy in force, as the caller’s transaction sees it.
   * @returns undefined where the firm is not configured here
   */
  inForce(tx: Transaction, firm: FirmId): Promise<Policy | undefined>;
}

/** What is known of the firm’s restricted folder. */
export interface RestrictedFolders {
  /**
   * Reads it so that no proof slips in between: until the caller’s transaction ends, nobody looks for the documents
   * that a proof releases.
   */
  record(tx: Transaction, firm: FirmId): Promise<FolderRecord>;
}

/** A matter’s folder that is to be made, or the filter that leaves the matter out. */
export type FolderPlan =
  | { readonly kind: 'planned'; readonly event: NewEvent<'ScaffoldPlanned'> }
  | { readonly kind: 'left-out'; readonly by: Reason };

/** Folders of matters. */
export interface MatterFolders {
  /** Claims a matter’s folder and says which folders are to be made; the caller appends the event. */
  plan(tx: Transaction, firm: FirmId, policy: Policy, matter: MatterSnapshot): Promise<FolderPlan>;
}
