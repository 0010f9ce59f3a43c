import type { StoreCursor, Transaction } from '@counterpart/event-store';

/** How far the router’s consumer groups are on their topics. */
export interface TopicProgress {
  /** Whether every record that stood on the topics when this was made is answered, or waits for another try. */
  mark(): Promise<() => Promise<boolean>>;
}

/** How far the router has decided. */
export interface ProgressBook {
  /** Up to where every event stands on its topic. */
  relayedUpTo(tx: Transaction): Promise<StoreCursor>;
  tell(tx: Transaction, upTo: StoreCursor): Promise<void>;
}
