import type { DocumentId, FirmId, MatterId } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';
import type { MoveScene } from '../routing/moves/next-move.js';

/** Which documents a look is worth for. */
export interface ThinningLimits {
  /** A version that was kept before then is too old; null where age does not count. */
  readonly keptBefore: Date | null;
  /** More versions than these are too many; null where their number does not count. */
  readonly keepNewest: number | null;
}

/** Documents with prior versions. */
export interface VersionedDocuments {
  /**
   * The next documents, in the order of their streams, that have a prior version beyond the limits. Some of them were
   * rolled up before.
   * @param after the last one of the page before
   */
  page(
    tx: Transaction,
    firm: FirmId,
    limits: ThinningLimits,
    after: DocumentId | null,
  ): Promise<readonly DocumentId[]>;
}

/** Documents with their matters, as they are at one moment. */
export interface SeenDocuments {
  /**
   * Looks within a transaction; until it ends, no folder of the document’s matters begins to move.
   * @returns undefined where the firm is not configured here
   */
  at(
    tx: Transaction,
    subject: { readonly firm: FirmId; readonly document: DocumentId; readonly matter: MatterId | null },
  ): Promise<
    | {
        readonly scene: MoveScene;
        /** Version of the document’s stream. */
        readonly versions: { readonly document: number };
      }
    | undefined
  >;
}
