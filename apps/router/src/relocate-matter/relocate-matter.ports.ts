import type { FirmId, MatterId, StreamName } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';

/** Documents of a matter, and matters of a firm. */
export interface MatterDocuments {
  /** Whether a document that has to do with the matter is on its way: a version, a move or a copy without an outcome. */
  areInFlight(tx: Transaction, firm: FirmId, matter: MatterId): Promise<boolean>;
  /** Streams of the documents that have ever had to do with the matter. */
  streamsOf(tx: Transaction, firm: FirmId, matter: MatterId): Promise<readonly StreamName[]>;
  /** How many events were told of them: as long as it is the same number, nothing is new. */
  told(tx: Transaction, firm: FirmId, matter: MatterId): Promise<bigint>;
  mattersOf(tx: Transaction, firm: FirmId): Promise<readonly StreamName[]>;
}
