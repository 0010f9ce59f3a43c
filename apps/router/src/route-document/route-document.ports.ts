import type {
  Event,
  FirmId,
  MatterId,
  MatterSnapshot,
  Policy,
  Reason,
  StreamName,
} from '@counterpart/contracts';
import type { NewEvent, RecordedEvent, Transaction } from '@counterpart/event-store';
import type { FolderRecord } from '@counterpart/restricted-folder';
import type { Fence } from '@counterpart/eventing';
import type { ClaimedName, NameWish } from '@counterpart/placement';

/** Who may use which path. A claim is for ever: a path that was given away is never given to another. */
export interface PathClaims {
  /** Claims the first name that is free, or that the owner claimed before, within the caller’s transaction. */
  claim(tx: Transaction, firm: FirmId, wish: NameWish): Promise<ClaimedName>;
  /** Gives whoever holds a path below a folder the same path below another: the folder moves with all that lies in it. */
  carry(tx: Transaction, firm: FirmId, folder: { readonly from: string; readonly to: string }): Promise<void>;
  /** Whether another matter’s folder was ever placed below a folder. */
  isSharedFolder(tx: Transaction, firm: FirmId, folder: string, matter: StreamName): Promise<boolean>;
}

/** The policies of the firms. */
export interface Policies {
  /**
   * The policy in force, as the caller’s transaction sees it.
   * @returns undefined where the firm is not configured here
   */
  inForce(tx: Transaction, firm: FirmId): Promise<Policy | undefined>;
  /** Every folder that was the restricted one under some policy of the firm. */
  everRestricted(tx: Transaction, firm: FirmId): Promise<readonly string[]>;
  /** Both of a firm, for whoever reads other streams by the same query; undefined where the firm is not configured here. */
  placeOf(firm: FirmId): PolicyPlace | undefined;
}

/** Where a firm’s policies are to be read on. */
export interface PolicyPlace {
  readonly stream: StreamName;
  readonly afterVersion: number;
  /** What they are, with the events from there. */
  read(news: readonly RecordedEvent[]): {
    readonly inForce: Policy;
    readonly everRestricted: readonly string[];
  };
}

/** Keeps decisions about a matter’s folder apart from those about its documents; held until the transaction ends. */
export interface MatterGates {
  /** For a decision about a document; many pass at once. */
  enter(tx: Transaction, matters: readonly StreamName[]): Promise<void>;
  /** For a decision about the folder; waits until nobody is inside, and lets nobody in. */
  close(tx: Transaction, matter: StreamName): Promise<void>;
}

/** Whether another document may be set aside. */
export interface SetAsides {
  /**
   * Judges within the caller’s transaction, one document of a firm at a time.
   * @param trashedAt when the deletion was told, RFC 3339
   */
  judge(tx: Transaction, firm: FirmId, policy: Policy, trashedAt: string): Promise<SetAsideJudgement>;
}

/** `held`: an operator is to look first. `stop`: this one would be too many; the caller appends the event. */
export type SetAsideJudgement =
  | { readonly kind: 'go' }
  | { readonly kind: 'held' }
  | { readonly kind: 'stop'; readonly event: NewEvent<'SetAsidesStopped'> };

/** What made something happen: an event, and the partition that it came from. */
export interface Occasion {
  readonly event: Event;
  readonly fence: Fence | null;
}

/** Moves of matters’ folders. */
export interface FolderMoves {
  /**
   * Plans the move of a matter’s folder if it belongs elsewhere and none of its documents is on its way.
   * `settled`: it lies well. `waiting`: documents are on their way, or its move was given up and waits for a person.
   * `moving`: its move is under way. `firm-unknown`: nothing can be said of it before the firm’s entry is read.
   */
  attempt(occasion: Occasion, matter: MatterId): Promise<'settled' | 'waiting' | 'moving' | 'firm-unknown'>;
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
