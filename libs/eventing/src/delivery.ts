import type { Event, EventName } from '@counterpart/contracts';
import type { IncomingRecord } from './broker.js';

/**
 * Proof of holding a partition. A handler’s transaction checks it first, so that a member which was evicted without
 * noticing can no longer write.
 */
export interface Fence {
  /** `group/topic/partition`. */
  readonly resource: string;
  readonly epoch: bigint;
}

/** One event for a handler. */
export interface Delivery<Name extends EventName = EventName> {
  readonly event: Event<Name>;
  readonly record: IncomingRecord;
  /** 1 for the first time; more after each retry. */
  readonly tries: number;
  /** Aborted when the partition is lost or the service stops waiting. */
  readonly signal: AbortSignal;
  readonly fence: Fence | null;
}
