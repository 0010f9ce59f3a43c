import type { ClientBase } from 'pg';
import { EventId, StreamName } from '@counterpart/contracts';
import { encodeAppend, type AppendBatch } from './append-batch.js';
import { EventStoreError, VersionConflict } from './errors.js';
import type { AppendResult, Cause, EventPlace, StreamWrite } from './events.js';
import { codeOf, constraintOf } from './postgres-errors.js';

/** Channel on which readers are woken; the payload is the owner whose topics got something. */
export const WAKE_CHANNEL = 'counterpart_events';

/**
 * Another writer committed the same stream version or event id while the statement ran, or the stream ends with an event
 * of a younger transaction. Run again in a new transaction, the same work meets the committed rows and gets its definite
 * answer.
 */
export class AppendRaced extends Error {
  override readonly name = 'AppendRaced';
}

/**
 * One statement: refuses (and writes nothing) where an id is known or a stream stands elsewhere; otherwise numbers the
 * events, puts the version into their bodies, inserts them and wakes the readers of each owner once.
 * Readers go by (tx, position), so the order of a stream’s versions must be that of their transactions: one that took
 * its id before the writer of the stream’s newest event did is refused.
 */
const APPEND = `
with wanted as materialized (
  select w.stream, w.expected, w.place, coalesce(newest.version, 0) as head, newest.tx as head_tx
  from unnest($1::text[], $2::int[]) with ordinality as w(stream, expected, place)
  left join lateral (
    select e.version, e.tx from event_store.events e where e.stream = w.stream order by e.version desc limit 1
  ) newest on true
), known as materialized (
  select event_id, stream, version, position from event_store.events where event_id = any($3::uuid[])
), heads as materialized (
  select array_agg(head order by place) as by_place from wanted
), numbered as (
  select n.*, (select by_place from heads)[n.stream_of] + n.step as version
  from unnest($3::uuid[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[],
      $11::int[], $12::int[], $13::int[], $14::text[]) with ordinality
    as n(event_id, stream_of, step, type, firm, topic, key, start, length, sequence_at, stream, ordinal)
), written as (
  insert into event_store.events (stream, version, event_id, type, firm, topic, key, body)
  select n.stream, n.version, n.event_id, n.type, n.firm, n.topic, n.key,
    overlay(substring($10::bytea from n.start for n.length)
      placing convert_to(n.version::text, 'UTF8') from n.sequence_at for 1)
  from numbered n
  where not exists (select from known)
    and not exists (select from wanted where expected <> head or head_tx > pg_current_xact_id())
  order by n.ordinal
  returning event_id, stream, version, position, topic
)
select 'written' as kind, event_id, stream, version, position, null as woken from written
union all
select 'known', event_id, stream, version, position, null from known
union all
select 'clash', null, stream, head, null, null from wanted where expected <> head
union all
select 'late', null, stream, head, null, null from wanted where head_tx > pg_current_xact_id()
union all
select 'woken', null, null, null, null, pg_notify('${WAKE_CHANNEL}', owners.owner)::text
from (select distinct split_part(topic, '.', 1) as owner from written) owners
`;

/** Where an event stands, as the database tells it. */
export interface PlacedRow {
  readonly event_id: string | null;
  readonly stream: string | null;
  readonly version: number | null;
  readonly position: string | null;
}

/** One line of the statement’s answer. */
export interface AppendRow extends PlacedRow {
  readonly kind: 'written' | 'known' | 'clash' | 'late' | 'woken';
}

/** See `EventStore.append`. */
export async function appendEvents(
  client: ClientBase,
  cause: Cause,
  writes: readonly StreamWrite[],
  now: Date,
): Promise<AppendResult> {
  const batch = encodeAppend(cause, writes, now);
  if (batch.ids.length === 0) return { outcome: 'appended', events: [] };
  const rows = await runAppend(client, batch);
  const known = rows.filter((row) => row.kind === 'known');
  if (known.length === batch.ids.length) return { outcome: 'duplicate', events: placesOf(batch, known) };
  if (known.length > 0) throw partialDuplicate(cause, known.length, batch.ids.length);
  refuseClash(batch, rows);
  return { outcome: 'appended', events: placesOf(batch, rows) };
}

/** @throws VersionConflict where a stream stands elsewhere, AppendRaced where the order would be broken */
export function refuseClash(batch: AppendBatch, rows: readonly AppendRow[]): void {
  const clash = rows.find((row) => row.kind === 'clash');
  if (clash !== undefined) throw versionConflict(batch, clash);
  if (rows.some((row) => row.kind === 'late')) throw new AppendRaced('a younger transaction was faster');
}

/** Runs the one statement. @throws AppendRaced */
export async function runAppend(client: ClientBase, batch: AppendBatch): Promise<readonly AppendRow[]> {
  try {
    const result = await client.query<AppendRow>({
      name: 'event-store-append',
      text: APPEND,
      values: [
        batch.streams,
        batch.expected,
        batch.ids,
        batch.streamOf,
        batch.step,
        batch.types,
        batch.firms,
        batch.topics,
        batch.keys,
        batch.bodies,
        batch.starts,
        batch.lengths,
        batch.sequenceAt,
        batch.streamOf.map((place) => batch.streams[place - 1]),
      ],
    });
    return result.rows;
  } catch (error) {
    if (isLostRace(error)) throw new AppendRaced('another writer was faster', { cause: error });
    throw error;
  }
}

/** unique_violation of one of the two constraints that carry concurrency and idempotence. */
function isLostRace(error: unknown): boolean {
  const constraint = constraintOf(error);
  return (
    codeOf(error) === '23505' && (constraint === 'events_stream_version' || constraint === 'events_event_id')
  );
}

/** Where the events of a batch stand, in its order. */
export function placesOf(batch: Pick<AppendBatch, 'ids'>, rows: readonly PlacedRow[]): EventPlace[] {
  const byId = new Map(rows.map((row) => [row.event_id, row]));
  return batch.ids.map((id) => {
    const row = byId.get(id);
    if (row?.stream == null || row.version === null || row.position === null) {
      throw new TypeError(`the append did not answer for ${id}`);
    }
    return {
      id: EventId.parse(id),
      stream: StreamName.parse(row.stream),
      version: row.version,
      position: BigInt(row.position),
    };
  });
}

/** A handler that decides differently when its cause comes again is a bug. */
export function partialDuplicate(cause: Cause, known: number, all: number): EventStoreError {
  return new EventStoreError(
    'EVENT_STORE_PARTIAL_DUPLICATE',
    `${cause.handler} decided differently when ${cause.eventId} came again: ${known} of ${all} events are known`,
  );
}

function versionConflict(batch: AppendBatch, clash: AppendRow): VersionConflict {
  const stream = clash.stream ?? '';
  const expected = batch.expected[batch.streams.indexOf(stream)] ?? 0;
  return new VersionConflict(stream, expected, clash.version ?? 0);
}
