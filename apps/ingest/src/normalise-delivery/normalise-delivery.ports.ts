import type { DocumentId, FirmId, MatterId, MatterSnapshot, Policy } from '@counterpart/contracts';
import type { Verdict } from '@counterpart/eventing';
import type { SeenDocument, SeenVersion } from '../detection/detect-document.js';

/** A firm's records in Clio, as the connected user sees them. */
export interface ClioRecords {
  /** @returns undefined where Clio answers 404: absence, which is never taken for deletion */
  document(firm: FirmId, id: DocumentId): Promise<SeenDocument | undefined>;
  /** The complete versions of a document. */
  versions(firm: FirmId, id: DocumentId): Promise<readonly SeenVersion[]>;
  /** @returns undefined where Clio answers 404 */
  matter(firm: FirmId, id: MatterId): Promise<MatterSnapshot | undefined>;
  /** The matters of a client, as far as they may be seen. */
  mattersOfClient(firm: FirmId, contact: string): Promise<readonly MatterSnapshot[]>;
  /** What a failed look at Clio means for the work: one rule for every Clio error. */
  verdictOf(error: unknown): Verdict;
}

/** The policies in force. */
export interface SyncPolicies {
  of(firm: FirmId): Promise<{ readonly current: Pick<Policy, 'syncMode'> }>;
}
