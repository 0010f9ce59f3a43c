import type { DocumentId, FirmId, MatterId } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';

/** A document that was held back at some time because it is privileged. */
export interface HeldDocument {
  readonly document: DocumentId;
  readonly matter: MatterId | null;
}

/** The documents that wait for the restricted folder. */
export interface HeldDocuments {
  /** Every document that was ever held, none that is being held right now left out. */
  of(tx: Transaction, firm: FirmId): Promise<readonly HeldDocument[]>;
}
