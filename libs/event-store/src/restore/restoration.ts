import { OWNERS } from '@counterpart/contracts';
import type { IncomingRecord } from '@counterpart/eventing';
import type { ClientBase } from 'pg';
import { EventStoreError } from '../errors.js';
import { codeOf } from '../postgres-errors.js';
import type { StoreCursor } from '../readers/read-gated.js';
import { restoredRow, type RestoredRow } from './restored-row.js';

/**
 * Temporary table of the restoring session: `position` and `tx` of every restored event, `tx` being that of the
 * cluster that wrote it. Ordered by both it gives the log’s order, which the event table itself does not hold any more.
 */
export const RESTORED_ORDER = 'restored_order';

/** What was restored. */
export interface Restored {
  readonly events: number;
  /** Behind everything that was restored; new events come after it. */
  readonly cursor: StoreCursor;
}

/**
 * Restores the event table from the topics, within the caller’s transaction: a failure leaves the table empty.
 *
 * Restored rows have `tx` 0. Transaction ids are a cluster’s own: those of another one would stand before or after
 * everything that this one writes, and readers go by them.
 */
export class Restoration {
  #events = 0;
  /** The insert in hand: the next records are read and parsed meanwhile. */
  #inserting: Promise<void> = Promise.resolve();

  private constructor(private readonly client: ClientBase) {}

  /**
   * Begins; services that run already wait with their appends until the transaction ends.
   * @param client of the owner role, within a transaction
   * @throws EventStoreError EVENT_STORE_NOT_EMPTY; nothing is changed
   */
  static async begin(client: ClientBase): Promise<Restoration> {
    await client.query('lock table event_store.events in share row exclusive mode');
    const { rowCount } = await client.query('select from event_store.events limit 1');
    if (rowCount !== 0) {
      throw new EventStoreError(
        'EVENT_STORE_NOT_EMPTY',
        'the event table holds events; a store is rebuilt in an empty database, and the old one goes on serving',
      );
    }
    await client.query(
      `create temporary table ${RESTORED_ORDER} (position bigint primary key, tx xid8 not null) on commit drop`,
    );
    return new Restoration(client);
  }

  /**
   * Takes records of any event topic, in any order; what comes twice is stored once. What is wrong with the records of
   * one call may be told by the next one, or by `finish`.
   * @returns how many events are stored so far
   * @throws EventStoreError EVENT_STORE_RECORD_UNREADABLE, EVENT_STORE_RECORDS_CONTRADICT
   */
  async add(records: readonly IncomingRecord[]): Promise<number> {
    const rows = records.map(restoredRow).filter((row) => row !== undefined);
    await this.#inserting;
    if (rows.length > 0) {
      this.#inserting = this.#store(rows);
      this.#inserting.catch(() => undefined);
    }
    return this.#events;
  }

  /** Sets the counters that new events go on from: positions, and what the relays have told. */
  async finish(): Promise<Restored> {
    await this.#inserting;
    const { rows } = await this.client.query<{ last: string }>(
      'select coalesce(max(position), 0) as last from event_store.events',
    );
    const cursor = { tx: 0n, position: BigInt(rows[0]?.last ?? 0) };
    if (this.#events > 0) {
      await this.client.query(`select setval(pg_get_serial_sequence('event_store.events', 'position'), $1)`, [
        String(cursor.position),
      ]);
    }
    await this.client.query(
      `insert into event_store.relay_cursors (owner, tx, position)
       select owner, '0'::xid8, $2 from unnest($1::text[]) as owner`,
      [[...OWNERS], String(cursor.position)],
    );
    return { events: this.#events, cursor };
  }

  async #store(rows: readonly RestoredRow[]): Promise<void> {
    const added = await this.#insert(rows);
    if (added < rows.length) await this.#assertRepeated(rows);
    this.#events += added;
  }

  async #insert(rows: readonly RestoredRow[]): Promise<number> {
    try {
      const { rowCount } = await this.client.query({
        name: 'event-store-restore',
        text: INSERT,
        values: columnsOf(rows),
      });
      return rowCount ?? 0;
    } catch (cause) {
      if (codeOf(cause) !== '23505') throw cause;
      throw contradict('two records are one event, or one version of a stream, at two positions', cause);
    }
  }

  /** Relays repeat records after a crash; a repetition has the same bytes. */
  async #assertRepeated(rows: readonly RestoredRow[]): Promise<void> {
    const { rows: other } = await this.client.query<{ position: string }>(
      `select e.position from event_store.events e
       join unnest($1::bigint[], $2::uuid[], $3::bytea[], $4::text[]) as t (position, event_id, body, topic)
         using (position)
       where e.event_id <> t.event_id or e.body <> t.body or e.topic <> t.topic limit 1`,
      [
        rows.map(({ position }) => position),
        rows.map(({ eventId }) => eventId),
        rows.map(({ body }) => body),
        rows.map(({ topic }) => topic),
      ],
    );
    if (other[0] !== undefined) throw contradict(`two different records claim position ${other[0].position}`);
  }
}

const contradict = (message: string, cause?: unknown): EventStoreError =>
  new EventStoreError('EVENT_STORE_RECORDS_CONTRADICT', message, { cause });

// One statement; all bodies are one binary parameter, which is cheaper than an array of hexadecimal ones.
const INSERT = `
with given as (
  select * from unnest($1::bigint[], $2::xid8[], $3::bigint[], $4::uuid[], $5::text[], $6::text[], $7::int[],
    $8::text[], $9::text[], $10::text[], $11::int[], $12::int[])
  as t (position, tx, recorded_us, event_id, type, stream, version, firm, topic, key, start, length)
), added as (
  insert into event_store.events (position, tx, stream, version, event_id, type, firm, topic, key, body, recorded_at)
  overriding system value
  select position, '0'::xid8, stream, version, event_id, type, firm, topic, key,
    substring($13::bytea from start for length), 'epoch'::timestamptz + recorded_us * interval '1 microsecond'
  from given
  on conflict (position) do nothing
  returning position
)
insert into ${RESTORED_ORDER} (position, tx)
select distinct on (position) position, given.tx from added join given using (position) order by position
`;

function columnsOf(rows: readonly RestoredRow[]): unknown[] {
  let next = 1;
  const starts = rows.map(({ body }) => {
    const start = next;
    next += body.length;
    return start;
  });
  return [
    rows.map(({ position }) => position),
    rows.map(({ tx }) => tx),
    rows.map(({ recordedUs }) => recordedUs),
    rows.map(({ eventId }) => eventId),
    rows.map(({ type }) => type),
    rows.map(({ stream }) => stream),
    rows.map(({ version }) => version),
    rows.map(({ firm }) => firm),
    rows.map(({ topic }) => topic),
    rows.map(({ key }) => key),
    starts,
    rows.map(({ body }) => body.length),
    Buffer.concat(rows.map(({ body }) => body)),
  ];
}
