import { decodeEvent, EventId, StreamName, type FirmId } from '@counterpart/contracts';
import { named } from '@counterpart/eventing';
import type { RecordedEvent } from './events.js';
import { namesOf } from './roles/firm-rules.js';

/** A statement that a connection plans once. */
export interface NamedQuery {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** Runs a statement and answers its rows. */
export type RunQuery = (query: NamedQuery) => Promise<readonly StoredRow[]>;

/** Versions of streams that are known already; a stream that is not named is read from its beginning. */
export type KnownVersions = ReadonlyMap<StreamName, number>;

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

/** Goes along one index for each stream, whatever the planner takes the table’s size to be. */
const READ = `
select told.* from unnest($1::text[], $2::int[]) as wanted(stream, known)
cross join lateral (
  select ${STORED_COLUMNS} from event_store.events e
  where e.stream = wanted.stream and e.version > wanted.known order by e.version
) told
order by told.stream, told.version
`;
const READ_NAMED = named('$3', READ);

/** The newest event of a stream. */
export const READ_NEWEST = named(
  '$2',
  `select ${STORED_COLUMNS} from event_store.events
   where stream = $1 order by version desc limit 1`,
);

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

/** What is read. */
interface StreamWish {
  readonly streams: readonly StreamName[];
  readonly known: KnownVersions;
  /** Whose they are; null where the transaction names it. */
  readonly firms: readonly FirmId[] | null;
}

/** See `EventStore.readStreams`. */
export async function readStreams(
  query: RunQuery,
  { streams, known, firms }: StreamWish,
): Promise<Map<StreamName, RecordedEvent[]>> {
  const found = new Map<StreamName, RecordedEvent[]>(streams.map((stream) => [stream, []]));
  if (streams.length === 0) return found;
  const wanted = [...found.keys()];
  const values = [wanted, wanted.map((stream) => known.get(stream) ?? 0)];
  const statement =
    firms === null
      ? { name: 'event-store-read-streams', text: READ, values }
      : { name: 'event-store-read-named', text: READ_NAMED, values: [...values, namesOf(firms)] };
  for (const row of await query(statement)) {
    const recorded = toRecordedEvent(row);
    found.get(recorded.stream)?.push(recorded);
  }
  return found;
}
