import { decodeEvent, EventId, StreamName } from '@counterpart/contracts';
import type { RecordedEvent } from './events.js';

/** What both faces of a connection offer: a query with parameters that answers rows. */
export type RunQuery = (sql: string, values: unknown[]) => Promise<readonly StoredRow[]>;

/** A row of the event table as the driver gives it: 64-bit numbers are decimal text. */
export interface StoredRow {
  readonly position: string;
  readonly tx: string;
  readonly stream: string;
  readonly version: number;
  readonly event_id: string;
  readonly topic: string;
  readonly key: string;
  readonly body: Buffer;
  readonly recorded_at: Date;
}

/** Columns that `toRecordedEvent` needs. */
export const STORED_COLUMNS = 'position, tx, stream, version, event_id, topic, key, body, recorded_at';

const READ = `
select ${STORED_COLUMNS} from event_store.events
where stream = any($1::text[]) and version > $2
order by stream, version
`;

/** The newest event of a stream. */
export const READ_NEWEST = `
select ${STORED_COLUMNS} from event_store.events where stream = $1 order by version desc limit 1
`;

/** Decodes a row; the body may be of any version ever written. */
export const toRecordedEvent = (row: StoredRow): RecordedEvent => ({
  id: EventId.parse(row.event_id),
  stream: StreamName.parse(row.stream),
  version: row.version,
  position: BigInt(row.position),
  tx: BigInt(row.tx),
  topic: row.topic,
  key: row.key,
  recordedAt: row.recorded_at,
  event: decodeEvent(row.body),
});

/** See `EventStore.readStreams`. */
export async function readStreams(
  query: RunQuery,
  streams: readonly StreamName[],
  afterVersion: number,
): Promise<Map<StreamName, RecordedEvent[]>> {
  const found = new Map<StreamName, RecordedEvent[]>(streams.map((stream) => [stream, []]));
  if (streams.length === 0) return found;
  for (const row of await query(READ, [streams, afterVersion])) {
    const recorded = toRecordedEvent(row);
    found.get(recorded.stream)?.push(recorded);
  }
  return found;
}
