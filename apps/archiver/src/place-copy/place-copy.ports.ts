import type { DocumentId, FirmId, MatterId, Reason } from '@counterpart/contracts';

/** Whether documents are privileged by what is known at this moment. */
export interface DocumentMarks {
  /** @returns for each document, at the same index, the rule that marks it; null where none does */
  of(
    firm: FirmId,
    documents: readonly { readonly document: DocumentId; readonly matter: MatterId }[],
  ): Promise<readonly (Reason | null)[]>;
}
