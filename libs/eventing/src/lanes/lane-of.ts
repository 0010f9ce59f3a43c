import type { Event } from '@counterpart/contracts';
import type { IncomingRecord } from '../broker.js';
import type { LaneRule } from '../subscription.js';

/** Where a record queues: records of one lane are handled in order. */
export interface Lane {
  /** `topic/partition/key`. */
  readonly key: string;
  /** The sub-lane within the key; null for a step that waits for all of them and holds them. */
  readonly sub: string | null;
}

/** Whether records of two lanes wait for each other: those of one sub-lane do, and a step of a whole key with all of it. */
export const meet = (one: Lane, other: Lane): boolean =>
  one.key === other.key && (one.sub === other.sub || one.sub === null || other.sub === null);

/** The lane of a record; records that cannot be read queue by their key. */
export function laneOf(rule: LaneRule, record: IncomingRecord, event: Event | null): Lane {
  const key = `${record.topic}/${record.partition}/${record.key ?? ''}`;
  switch (rule) {
    case 'by-key':
      return { key, sub: '' };
    case 'by-object':
      return { key, sub: objectOf(event) };
    case 'by-matter-and-document':
      return { key, sub: event?.subject.startsWith('document-') === true ? event.subject : null };
  }
}

function objectOf(event: Event | null): string {
  if (event?.name !== 'DeliveryReceived') return event?.subject ?? '';
  return `${event.data.model}-${event.data.object}`;
}
