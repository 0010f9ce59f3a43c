import type { StreamName } from '@counterpart/contracts';
import type { DataSource } from 'typeorm';
import type { Decision, DecisionResult } from './decide.js';
import type { AppendResult, Cause, RecordedEvent, StreamWrite } from './events.js';
import type { Fence } from './fence.js';
import type { Transaction } from './transaction.js';

/** How a transaction runs. */
export interface TransactOptions {
  /** Checked before the work; absent or null where nothing needs to be held. */
  readonly fence?: Fence | null;
}

/** How a stream is read. */
export interface ReadOptions {
  /** Reads within a transaction. */
  readonly tx?: Transaction;
  /** Leaves out this version and those before it. @default 0 */
  readonly afterVersion?: number;
}

/** The one store of truth: append-only streams of events in Postgres. */
export class EventStore {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs work in one transaction. The work may run again (serialization failure, deadlock, a lost race of an append):
   * it must have no effect outside the transaction.
   * @throws InfrastructureUnavailable when the database cannot be reached
   */
  transact<T>(_work: (tx: Transaction) => Promise<T>, _options: TransactOptions = {}): Promise<T> {
    throw new TypeError(`not yet: ${this.dataSource.options.type}`);
  }

  /**
   * Appends events; all or none. Ids are derived from (cause, handler, ordinal over the whole call).
   * @throws VersionConflict when a stream stands elsewhere than expected
   * @throws EventStoreError EVENT_STORE_PARTIAL_DUPLICATE, EVENT_STORE_INVALID_APPEND: bugs of the caller
   */
  append(
    _tx: Transaction,
    _cause: Cause,
    _writes: readonly StreamWrite[],
    _now: Date,
  ): Promise<AppendResult> {
    throw new TypeError('not yet');
  }

  /** The events of a stream in their order. */
  readStream(_stream: StreamName, _options: ReadOptions = {}): Promise<readonly RecordedEvent[]> {
    throw new TypeError('not yet');
  }

  /** The events of several streams by one query; a stream without events has an empty list. */
  readStreams(
    _streams: readonly StreamName[],
    _options: ReadOptions = {},
  ): Promise<ReadonlyMap<StreamName, readonly RecordedEvent[]>> {
    throw new TypeError('not yet');
  }

  /** Loads, folds, decides and appends in one transaction; decides again where another writer was faster. */
  decide<State>(_decision: Decision<State>, _options: TransactOptions = {}): Promise<DecisionResult<State>> {
    throw new TypeError('not yet');
  }
}
