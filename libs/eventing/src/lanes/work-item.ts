import { FirmId, type Event } from '@counterpart/contracts';
import type { IncomingRecord } from '../broker.js';
import type { Delivery } from '../delivery.js';
import type { ParkedRecord } from '../parking/parking-lot.js';
import type { Lane } from './lane-of.js';
import type { OwnedPartition } from './owned-partition.js';
import { readEvent } from './read-event.js';

/** One record on its way through a lane. */
export interface WorkItem {
  readonly lane: Lane;
  readonly record: IncomingRecord;
  /** Null where the record is not an event that we can read. */
  readonly event: Event | null;
  readonly partition: OwnedPartition;
  readonly firm: FirmId;
}

/** What a handler is given. @param tries this one included */
export const toDelivery = ({ event, record, partition }: WorkItem, tries: number): Delivery => {
  if (event === null) throw new TypeError('an unreadable record is never delivered');
  return { event, record, tries, signal: partition.signal, fence: partition.fence };
};

/** A parked record on its way through its lane again. */
export function itemOf({ lane, record }: ParkedRecord, partition: OwnedPartition): WorkItem {
  const event = readEvent(record);
  return { lane, record, event, partition, firm: event?.firm ?? firmOf(record.key) };
}

/** A record key begins with its firm. */
export function firmOf(key: string | null): FirmId {
  const parsed = FirmId.safeParse(key?.split('/')[0]);
  return parsed.success ? parsed.data : FirmId.parse('unknown');
}
