import type { DocumentId, FirmId } from '@counterpart/contracts';
import type { FirmView } from '@counterpart/placement';

/** Firms as their events leave them. */
export interface LiveFirms {
  /** All of a firm, at one moment. */
  whole(firm: FirmId): Promise<FirmView>;
  /** One document and its matter. */
  around(firm: FirmId, document: DocumentId): Promise<FirmView>;
}
