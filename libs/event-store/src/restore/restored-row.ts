import { EnvelopeSchema } from '@counterpart/contracts';
import type { IncomingRecord } from '@counterpart/eventing';
import { z } from 'zod';
import { EventStoreError } from '../errors.js';

/** A row of the event table as its record on a topic tells it. */
export interface RestoredRow {
  readonly position: bigint;
  /** Transaction of the cluster that wrote it: only its order means something here. */
  readonly tx: bigint;
  /** Microseconds since 1970. */
  readonly recordedUs: bigint;
  readonly eventId: string;
  readonly type: string;
  readonly stream: string;
  readonly version: number;
  readonly firm: string;
  readonly topic: string;
  readonly key: string;
  readonly body: Buffer;
}

/** Decimal text of a whole number, no larger than its column holds. */
const numberUpTo = (largest: bigint) =>
  z
    .string()
    .regex(/^(0|[1-9][0-9]{0,19})$/)
    .transform(BigInt)
    .refine((value) => value <= largest);

/** The end of the year 9999. */
const LAST_US = 253_402_300_799_999_999n;
const LAST_VERSION = 2 ** 31 - 1;

/** What the relay puts beside the bytes. */
const Headers = z.object({
  position: numberUpTo(2n ** 63n - 1n),
  tx: numberUpTo(2n ** 64n - 1n),
  'recorded-us': numberUpTo(LAST_US),
  'event-id': z.string(),
  type: z.string(),
});

/** What the envelope must say; its data are decoded by whoever folds them. */
const Attributes = EnvelopeSchema.pick({ id: true, type: true, subject: true, sequence: true, firm: true });

/**
 * Reads a record that a relay wrote.
 * @returns nothing for a record that never was in the store, such as a raw delivery
 * @throws EventStoreError EVENT_STORE_RECORD_UNREADABLE where headers and body do not agree on what it is
 */
export function restoredRow(record: IncomingRecord): RestoredRow | undefined {
  if (record.headers['position'] === undefined) return undefined;
  const headers = Headers.safeParse(record.headers);
  const told = Attributes.safeParse(jsonOf(record));
  const { key, value, topic } = record;
  if (!headers.success || !told.success || key === null || value === null) {
    throw unreadable(record, headers.error ?? told.error);
  }
  const { position, tx, 'recorded-us': recordedUs, 'event-id': eventId, type } = headers.data;
  const { id, type: written, subject: stream, sequence, firm } = told.data;
  const version = Number(sequence);
  if (id !== eventId || written !== type || !isVersion(version)) throw unreadable(record);
  return {
    position,
    tx,
    recordedUs,
    eventId,
    type,
    stream,
    version,
    firm,
    topic,
    key,
    body: value,
  };
}

const isVersion = (number: number): boolean => number >= 1 && number <= LAST_VERSION;

function jsonOf({ value }: IncomingRecord): unknown {
  try {
    return JSON.parse(value?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}

const unreadable = ({ topic, partition, offset }: IncomingRecord, cause?: unknown): EventStoreError =>
  new EventStoreError(
    'EVENT_STORE_RECORD_UNREADABLE',
    `the record ${topic}/${partition}/${offset} is not one that a relay wrote`,
    { cause },
  );
