import type { GatedRow } from '../readers/read-gated.js';

/** A record as it goes to the broker. */
export interface RelayRecord {
  readonly topic: string;
  readonly key: string;
  /** The exact bytes of the store. */
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where the relay hands events over; resolves when the broker has all of them safely (acks=all). */
export interface RelayProducer {
  send(records: readonly RelayRecord[]): Promise<void>;
}

/** The record of a stored event. The headers let tools sort and find records without decoding them. */
export const toRecord = (row: GatedRow): RelayRecord => ({
  topic: row.topic,
  key: row.key,
  value: row.body,
  headers: {
    position: row.position,
    'event-id': row.event_id,
    type: row.type,
    'content-type': 'application/cloudevents+json',
  },
});
