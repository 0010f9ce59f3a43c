import type { OutgoingRecord, Producer } from '@counterpart/eventing';
import type { GatedRow } from '../readers/read-gated.js';

/** The part of the broker's producer that the relay uses: resolves when the broker has all records safely. */
export type RelayProducer = Pick<Producer, 'send'>;

/**
 * The record of a stored event. The headers hold what the bytes do not: with them the event table can be rebuilt from the
 * topics, column by column.
 */
export const toRecord = (row: GatedRow): OutgoingRecord => ({
  topic: row.topic,
  key: row.key,
  value: row.body,
  headers: {
    position: row.position,
    tx: row.tx,
    'recorded-us': row.recorded_us,
    'event-id': row.event_id,
    type: row.type,
    'content-type': 'application/cloudevents+json',
  },
});
