import type { DocumentId, FirmId, MatterId, Policy } from '@counterpart/contracts';
import type { FirmView } from '@counterpart/placement';

/** A document as the store’s transaction sees it. */
export interface ReleaseGround {
  readonly policy: Policy;
  /** The document and its matter. */
  readonly view: FirmView;
}

/** An operator’s confirmation. */
export interface Confirmation {
  readonly firm: FirmId;
  readonly document: DocumentId;
  /** `user:…` */
  readonly actor: string;
  readonly reason: string;
}

/** Where confirmations are recorded. */
export interface ReleaseDesk {
  /**
   * Looks, decides and records in one transaction.
   * @param decide the document’s matter where it may be released; else nothing is recorded
   */
  confirm(
    confirmation: Confirmation,
    decide: (ground: ReleaseGround) => { readonly matter: MatterId | null } | null,
  ): Promise<void>;
}
