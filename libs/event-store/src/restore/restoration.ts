import { OWNERS } from '@counterpart/contracts';
import type { IncomingRecord } from '@counterpart/eventing';
import type { ClientBase } from 'pg';
import { EventStoreError } from '../errors.js';
import { codeOf } from '../postgres-errors.js';
import type { StoreCursor } from '../readers/read-gated.js';
import { BinaryRows, copyRows } from './copy-rows.js';
import { PositionSet } from './position-set.js';
import { setAsideIndexes } from './set-aside-indexes.js';
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

/** Temporary table of what was told more than once, to be compared with what was stored. */
const RESTORED_AGAIN = 'restored_again';

const EVENTS = `event_store.events (position, tx, stream, version, event_id, type, firm, topic, key, body, recorded_at)`;

/**
 * Restores the event table from the topics, within the caller’s transaction: a failure leaves the table empty. Rows are
 * copied in without indexes, which are made at the end; whether the records contradict each other shows there at last.
 *
 * Restored rows have `tx` 0. Transaction ids are a cluster’s own: those of another one would stand before or after
 * everything that this one writes, and readers go by them.
 */
export class Restoration {
  readonly #seen = new PositionSet();
  #events = 0;
  #last = 0n;
  #repeated = 0;
  /** The rows on their way in: the next records are read and parsed meanwhile. */
  #copying: Promise<void> = Promise.resolve();

  private constructor(
    private readonly client: ClientBase,
    private readonly makeIndexes: () => Promise<void>,
  ) {}

  /**
   * Begins; services that run already wait until the transaction ends.
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
    await client.query(`
      create temporary table ${RESTORED_ORDER} (position bigint not null, tx xid8 not null) on commit drop;
      create temporary table ${RESTORED_AGAIN} (position bigint, event_id uuid, topic text, body bytea) on commit drop;
      set local maintenance_work_mem = '${SORTING_MEMORY}'; set local work_mem = '${SORTING_MEMORY}'`);
    return new Restoration(client, await setAsideIndexes(client, 'event_store.events'));
  }

  /**
   * Takes records of any event topic, in any order; what comes twice is stored once. What is wrong with the records of
   * one call may be told by the next one, or by `finish`.
   * @returns how many events were taken so far
   * @throws EventStoreError EVENT_STORE_RECORD_UNREADABLE
   */
  async add(records: readonly IncomingRecord[]): Promise<number> {
    const [fresh, again]: [RestoredRow[], RestoredRow[]] = [[], []];
    for (const record of records) {
      const row = restoredRow(record);
      if (row === undefined) continue;
      if (this.#seen.add(row.position)) fresh.push(row);
      else again.push(row);
      if (row.position > this.#last) this.#last = row.position;
    }
    this.#events += fresh.length;
    this.#repeated += again.length;
    await this.#copying;
    this.#copying = this.#copy(fresh, again);
    this.#copying.catch(() => undefined);
    return this.#events;
  }

  /**
   * Makes the indexes, and sets the counters that new events go on from: positions, and what the relays have told.
   * @throws EventStoreError EVENT_STORE_RECORDS_CONTRADICT
   */
  async finish(): Promise<Restored> {
    await this.#copying;
    await this.#makeIndexes();
    await this.#assertRepeated();
    await this.client.query(`analyze event_store.events; analyze ${RESTORED_ORDER}`);
    if (this.#events > 0) {
      await this.client.query(`select setval(pg_get_serial_sequence('event_store.events', 'position'), $1)`, [
        String(this.#last),
      ]);
    }
    await this.client.query(
      `insert into event_store.relay_cursors (owner, tx, position)
       select owner, '0'::xid8, $2 from unnest($1::text[]) as owner`,
      [[...OWNERS], String(this.#last)],
    );
    return { events: this.#events, cursor: { tx: 0n, position: this.#last } };
  }

  async #copy(fresh: readonly RestoredRow[], again: readonly RestoredRow[]): Promise<void> {
    try {
      if (fresh.length > 0) {
        await copyRows(this.client, EVENTS, eventRows(fresh));
        await copyRows(this.client, `${RESTORED_ORDER} (position, tx)`, orderRows(fresh));
      }
      if (again.length > 0) await copyRows(this.client, RESTORED_AGAIN, repeatedRows(again));
    } catch (cause) {
      // Class 22: data that a column cannot hold, such as a NUL in a text.
      if (codeOf(cause)?.startsWith('22') !== true) throw cause;
      const [{ topic } = { topic: 'a topic' }] = [...fresh, ...again];
      throw new EventStoreError(
        'EVENT_STORE_RECORD_UNREADABLE',
        `a record of ${topic} is not one that a relay wrote`,
        {
          cause,
        },
      );
    }
  }

  async #makeIndexes(): Promise<void> {
    try {
      await this.makeIndexes();
    } catch (cause) {
      if (codeOf(cause) !== '23505') throw cause;
      throw contradict('two records are one event, or one version of a stream, at two positions', cause);
    }
  }

  /** Relays repeat records after a crash; a repetition has the same bytes. */
  async #assertRepeated(): Promise<void> {
    if (this.#repeated === 0) return;
    const { rows } = await this.client.query<{ position: string }>(
      `select e.position from ${RESTORED_AGAIN} r join event_store.events e using (position)
       where e.event_id <> r.event_id or e.body <> r.body or e.topic <> r.topic limit 1`,
    );
    if (rows[0] !== undefined) throw contradict(`two different records claim position ${rows[0].position}`);
  }
}

/** Of the session that restores: indexes are made, and the log is put in order, by sorting. */
const SORTING_MEMORY = '256MB';

const contradict = (message: string, cause?: unknown): EventStoreError =>
  new EventStoreError('EVENT_STORE_RECORDS_CONTRADICT', message, { cause });

function eventRows(rows: readonly RestoredRow[]): BinaryRows {
  const binary = new BinaryRows();
  for (const row of rows) {
    binary
      .row(11)
      .int8(row.position)
      .xid8(0n)
      .text(row.stream)
      .int4(row.version)
      .uuid(row.eventId)
      .text(row.type);
    binary.text(row.firm).text(row.topic).text(row.key).bytea(row.body).timestamptz(row.recordedUs);
  }
  return binary;
}

function orderRows(rows: readonly RestoredRow[]): BinaryRows {
  const binary = new BinaryRows();
  for (const { position, tx } of rows) binary.row(2).int8(position).xid8(tx);
  return binary;
}

function repeatedRows(rows: readonly RestoredRow[]): BinaryRows {
  const binary = new BinaryRows();
  for (const { position, eventId, topic, body } of rows) {
    binary.row(4).int8(position).uuid(eventId).text(topic).bytea(body);
  }
  return binary;
}
