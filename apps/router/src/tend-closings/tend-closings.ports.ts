import type { FirmId, StreamName } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';

/** The closings of a firm that are not over. */
export interface OpenClosings {
  /** Streams of their matters, the oldest closing first. */
  of(tx: Transaction, firm: FirmId): Promise<readonly StreamName[]>;
}
