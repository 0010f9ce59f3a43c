import { firmOfStream, type Event, type EventId, type StreamName } from '@counterpart/contracts';
import { assertFence, named, type Fence } from '@counterpart/eventing';
import type { ClientBase } from 'pg';
import type { DataSource } from 'typeorm';
import { appendEvents } from './append.js';
import { appendAllEvents, type Append } from './append-all.js';
import { runDecision, type Decision, type DecisionResult } from './decide.js';
import { EventStoreError } from './errors.js';
import { deriveEventId } from './event-id.js';
import type { AppendResult, Cause, RecordedEvent, StreamWrite } from './events.js';
import { isUnreachable, unavailable } from './postgres-errors.js';
import {
  READ_NEWEST,
  readStreams,
  toRecordedEvent,
  type KnownVersions,
  type NamedQuery,
  type StoredRow,
} from './read-streams.js';
import { EVERY_FIRM, namesOf, type Named } from './roles/firm-rules.js';
import { runTransaction, type Transaction } from './transaction.js';

/** How a transaction runs. */
export interface TransactOptions {
  /** Checked before the work; absent or null where nothing needs to be held. */
  readonly fence?: Fence | null;
  /**
   * The work reads streams, decides, and expects them unmoved at its append: where one moved on meanwhile, it runs again
   * instead of failing with a VersionConflict. @default false
   */
  readonly afresh?: boolean;
  /**
   * The firms that the transaction reaches in tables that keep firms apart by rules about rows; null for none, where no row of
   * theirs is there.
   */
  readonly firm: Named;
}

/** How streams are read. */
export interface ReadOptions {
  /** Reads within a transaction. */
  readonly tx?: Transaction;
  /** Leaves out these versions and those before them. @default none */
  readonly known?: KnownVersions;
}

/** How one stream is read. */
export interface StreamReadOptions extends Pick<ReadOptions, 'tx'> {
  /** Leaves out this version and those before it. @default 0 */
  readonly afterVersion?: number;
}

/** An event that may be answered. */
export type Answerable = Pick<Event, 'id' | 'firm'>;

const ANSWERED = named('$2', 'select event_id from event_store.events where event_id = any($1::uuid[])');

/** The one store of truth: append-only streams of events in Postgres. */
export class EventStore {
  /** Which causes a transaction has appended for: a second append would derive the same ids and look like a repeat. */
  readonly #appended = new WeakMap<Transaction, Set<string>>();

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs work in one transaction. The work may run again (serialization failure, deadlock, a lost race of an append):
   * it must have no effect outside the transaction.
   * @throws InfrastructureUnavailable when the database cannot be reached; whether a commit arrived is then unknown
   * @throws LeaseLost when the fence no longer holds; the work has not begun
   * @throws EventStoreError EVENT_STORE_CONTENTION when other transactions won every try
   */
  transact<T>(work: (tx: Transaction) => Promise<T>, options: TransactOptions): Promise<T> {
    const { fence = null, afresh = false, firm } = options;
    const fenced = async (tx: Transaction): Promise<T> => {
      if (fence !== null) await assertFence(tx.client, fence);
      return work(tx);
    };
    return runTransaction(this.dataSource, fenced, { afresh, firm });
  }

  /**
   * Appends events; all or none. Ids are derived from (cause, handler, ordinal over the whole call), so that a
   * redelivered cause gives `duplicate` and changes nothing.
   * @throws VersionConflict when a stream stands elsewhere than expected; nothing is written, the transaction can go on
   * @throws EventStoreError EVENT_STORE_PARTIAL_DUPLICATE, EVENT_STORE_INVALID_APPEND, EVENT_STORE_FIRM_NOT_NAMED: bugs of the
   *   caller
   */
  async append(
    tx: Transaction,
    cause: Cause,
    writes: readonly StreamWrite[],
    now: Date,
  ): Promise<AppendResult> {
    this.#refuseSecondAppend(tx, cause);
    requireNamed(
      tx,
      writes.map(({ stream }) => stream),
    );
    const result = await appendEvents(tx.client, cause, writes, now);
    this.#causesOf(tx).add(causeKey(cause));
    return result;
  }

  /**
   * Appends for many causes by one statement, each all or none; the results stand at the same index. What of it is a
   * repetition is a `duplicate` and hinders nobody.
   * @throws VersionConflict when a stream stands elsewhere than expected; nothing more is to be done in the transaction
   * @throws EventStoreError EVENT_STORE_PARTIAL_DUPLICATE, EVENT_STORE_INVALID_APPEND, EVENT_STORE_FIRM_NOT_NAMED: bugs of the
   *   caller
   */
  async appendAll(tx: Transaction, appends: readonly Append[], now: Date): Promise<readonly AppendResult[]> {
    for (const { cause, writes } of appends) {
      this.#refuseSecondAppend(tx, cause);
      requireNamed(
        tx,
        writes.map(({ stream }) => stream),
      );
      this.#causesOf(tx).add(causeKey(cause));
    }
    return appendAllEvents(tx.client, appends, now);
  }

  /**
   * Appends and undoes it: where that succeeds, the database takes writes, which a database that answers may not do. Before what has an
   * effect outside that is to be on the trail.
   * @throws what `transact` and `append` throw
   */
  async rehearse({ cause, writes }: Append, now: Date, options: TransactOptions): Promise<void> {
    const undone = new Error('appended for trial');
    try {
      await this.transact(async (tx) => {
        await this.append(tx, cause, writes, now);
        throw undone;
      }, options);
    } catch (error) {
      if (error !== undone) throw error;
    }
  }

  /**
   * Which of these events a handler has answered: the first event that follows from them stands in the store.
   * @throws InfrastructureUnavailable when the database cannot be reached
   */
  async answered(events: readonly Answerable[], handler: string): Promise<ReadonlySet<EventId>> {
    const causes = new Map(events.map(({ id }) => [deriveEventId(id, handler, 0), id]));
    const values = [[...causes.keys()], namesOf(events.map(({ firm }) => firm))];
    const rows = await this.#outside(() => this.dataSource.query<{ event_id: EventId }[]>(ANSWERED, values));
    return new Set(rows.flatMap(({ event_id: id }) => causes.get(id) ?? []));
  }

  /** The events of a stream in their order. */
  async readStream(stream: StreamName, options: StreamReadOptions = {}): Promise<readonly RecordedEvent[]> {
    const { afterVersion = 0, ...rest } = options;
    const found = await this.readStreams([stream], { ...rest, known: new Map([[stream, afterVersion]]) });
    return found.get(stream) ?? [];
  }

  /**
   * The newest event of a stream, however long it is; undefined where it has none.
   * @throws InfrastructureUnavailable when the database cannot be reached
   */
  async newestOf(stream: StreamName): Promise<RecordedEvent | undefined> {
    const [row] = await this.#outside(() =>
      this.dataSource.query<StoredRow[]>(READ_NEWEST, [stream, firmOfStream(stream)]),
    );
    return row && toRecordedEvent(row);
  }

  /**
   * The events of several streams by one query; a stream without events has an empty list. Outside a transaction the names
   * of the streams say whose they are.
   * @throws InfrastructureUnavailable when the database cannot be reached
   * @throws EventStoreError EVENT_STORE_FIRM_NOT_NAMED: else a stream that is not to be seen would look empty
   */
  async readStreams(
    streams: readonly StreamName[],
    options: ReadOptions = {},
  ): Promise<ReadonlyMap<StreamName, readonly RecordedEvent[]>> {
    const { tx, known = new Map<StreamName, number>() } = options;
    if (tx !== undefined) requireNamed(tx, streams);
    const firms = tx === undefined ? streams.map((one) => firmOfStream(one)) : null;
    try {
      return await readStreams((query) => this.#query(query, tx), { streams, known, firms });
    } catch (error) {
      if (tx === undefined && isUnreachable(error)) {
        throw unavailable(error);
      }
      throw error;
    }
  }

  /**
   * Loads, folds, decides and appends in one transaction; decides again where another writer was faster.
   * A cause whose first event stands in the store already is a `duplicate`: nothing is decided.
   * @throws EventStoreError EVENT_STORE_CONTENTION when other writers won every try
   * @throws InfrastructureUnavailable when the database cannot be reached
   */
  decide<State>(decision: Decision<State>, options: TransactOptions): Promise<DecisionResult<State>> {
    return runDecision(
      {
        transact: (work) => this.transact(work, options),
        append: (tx, cause, writes, now) => this.append(tx, cause, writes, now),
        readStreams: (streams, read) => this.readStreams(streams, read),
      },
      decision,
    );
  }

  /** Runs a query that stands in no transaction. */
  async #outside<T>(query: () => Promise<T>): Promise<T> {
    try {
      return await query();
    } catch (error) {
      if (isUnreachable(error)) throw unavailable(error);
      throw error;
    }
  }

  async #query(query: NamedQuery, tx: Transaction | undefined): Promise<readonly StoredRow[]> {
    if (tx !== undefined) return (await tx.client.query<StoredRow>({ ...query })).rows;
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as ClientBase;
      return (await client.query<StoredRow>({ ...query })).rows;
    } finally {
      await runner.release();
    }
  }

  #refuseSecondAppend(tx: Transaction, cause: Cause): void {
    if (!this.#causesOf(tx).has(causeKey(cause))) return;
    throw new EventStoreError(
      'EVENT_STORE_INVALID_APPEND',
      `${cause.handler} appends twice for ${cause.eventId} in one transaction; put all writes into one append`,
    );
  }

  #causesOf(tx: Transaction): Set<string> {
    const known = this.#appended.get(tx);
    if (known !== undefined) return known;
    const fresh = new Set<string>();
    this.#appended.set(tx, fresh);
    return fresh;
  }
}

/** A stream of a firm that is not named is not there: deciding on its absence would be deciding on nothing. */
function requireNamed({ firm }: Pick<Transaction, 'firm'>, streams: readonly StreamName[]): void {
  if (firm === EVERY_FIRM) return;
  const firms = firm === null ? [] : [firm].flat();
  const stream = streams.find((one) => !firms.includes(firmOfStream(one)));
  if (stream === undefined) return;
  throw new EventStoreError(
    'EVENT_STORE_FIRM_NOT_NAMED',
    `a transaction of ${namesOf(firm) || 'no firm'} is about ${stream}`,
  );
}

const causeKey = (cause: Cause): string => JSON.stringify([cause.eventId, cause.handler]);
