import type { DocumentId, MatterId, Reason, SkipReason, StreamName } from '@counterpart/contracts';

/**
 * One server-side move. Ids, links and history of what is moved are kept.
 *
 * Dropbox ignores a rename that changes only the case (files.stone, move_v2): such a move goes by a name between.
 */
export interface Move {
  readonly kind: 'folder' | 'file';
  readonly from: string;
  readonly to: string;
  /** The name between, where source and target may be one to Dropbox; null for a move in one step. */
  readonly via: string | null;
  /** Documents that change their place by it. */
  readonly documents: readonly DocumentId[];
  /** The matter whose folder it is, or whose document. */
  readonly matter: MatterId;
  /**
   * `into-restricted`: it becomes less visible, and must go first. `out-of-restricted`: it becomes more visible, and
   * needs an operator’s confirmation.
   */
  readonly access: 'unchanged' | 'into-restricted' | 'out-of-restricted';
  readonly why: readonly Reason[];
}

/** The move of a file that goes along with its document: a prior version, or the copy of a client’s upload. */
export interface AlongMove extends Pick<Move, 'from' | 'to' | 'access'> {
  readonly document: DocumentId;
  readonly what: 'version' | 'copy';
}

/** A document or matter that cannot have the name it wishes for. */
export interface Collision {
  readonly owner: StreamName;
  readonly wished: string;
  /** The path it gets instead; null where it stays, because something that is not ours lies in the way. */
  readonly given: string | null;
  /** Who holds the wished path; null for a file that somebody put there by hand, or a name that is reserved. */
  readonly heldBy: StreamName | null;
}

/** A document that the policy leaves out. What lies in Dropbox stays there. */
export interface LeftOut {
  readonly document: DocumentId;
  /** Where it lies; null where it was never mirrored. */
  readonly path: string | null;
  readonly reason: SkipReason;
  readonly why: readonly Reason[];
}

/** A document that the policy would mirror and that is not mirrored yet. */
export interface Arrival {
  readonly document: DocumentId;
  readonly path: string;
  readonly access: 'open' | 'restricted';
  readonly why: readonly Reason[];
}

/** What would change if a policy came into force, or a state became known. */
export interface RelocationPlan {
  /** In the order in which they are to be made: none meets what a later one takes away. */
  readonly moves: readonly Move[];
  /** What goes along with documents, after them; what the move of a folder carries is not told again. */
  readonly along: readonly AlongMove[];
  readonly collisions: readonly Collision[];
  readonly leftOut: readonly LeftOut[];
  readonly arrivals: readonly Arrival[];
  /** Documents in the default subfolder because their category is not mapped. */
  readonly unmapped: readonly DocumentId[];
  /** Documents on their way: they keep the place that they were routed to, until they lie there. */
  readonly inFlight: readonly DocumentId[];
  /** Documents that stay where they are. */
  readonly unmoved: number;
}
