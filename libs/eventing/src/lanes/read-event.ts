import { decodeEvent, UnreadableEvent, type Event } from '@counterpart/contracts';
import type { IncomingRecord } from '../broker.js';

/** The event in a record; null where it is none that we can read. */
export function readEvent(record: IncomingRecord): Event | null {
  try {
    return decodeEvent(record.value ?? Buffer.alloc(0));
  } catch (error) {
    if (error instanceof UnreadableEvent) return null;
    throw error;
  }
}
