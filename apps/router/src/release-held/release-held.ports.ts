import type { DocumentId, FirmId, MatterId } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';

/** A document that was held back at some time because it is privileged. */
export interface HeldDocument {
  readonly document: DocumentId;
  readonly matter: MatterId | null;
}

/** The documents that wait, or may wait, for the restricted folder. */
export interface HeldDocuments {
  /** Every document that was ever held, none that is being held right now left out. */
  of(tx: Transaction, firm: FirmId): Promise<readonly HeldDocument[]>;
  /**
   * Pages of documents with versions that were told late and are not kept yet. Read after the proof stands in the store: who is not among
   * them is decided by it.
   */
  withLate(firm: FirmId): AsyncIterable<readonly HeldDocument[]>;
}
