import { decodeEvent, isKeyOf, UnreadableEvent, type Event } from '@counterpart/contracts';
import type { IncomingRecord } from '../broker.js';

/**
 * The event in a record; null where it is none that we can read. An event of another firm than the one that the record’s key
 * is of is none either: it would wait among that firm’s work, and be handled as the other’s.
 */
export function readEvent(record: IncomingRecord): Event | null {
  try {
    const event = decodeEvent(record.value ?? Buffer.alloc(0));
    return isKeyOf(event.firm, record.key) ? event : null;
  } catch (error) {
    if (error instanceof UnreadableEvent) return null;
    throw error;
  }
}
