export { storeDataSource, type StoreConnection } from './data-source.js';
export { type Decision, type DecisionResult } from './decide.js';
export { EventStoreError, VersionConflict, type EventStoreErrorCode } from './errors.js';
export { deriveEventId } from './event-id.js';
export { EventRow } from './event-row.entity.js';
export { EventStore, type ReadOptions, type TransactOptions } from './event-store.js';
export {
  type AppendResult,
  type Cause,
  type EventPlace,
  type NewEvent,
  type RecordedEvent,
  type StreamWrite,
} from './events.js';
export {
  runMigrations,
  SERVICE_ROLE,
  type Migration,
  type MigrationRun,
} from './migrations/run-migrations.js';
export { Relay, type RelayOptions, type RelayProducer } from './relay/relay.js';
export {
  StatusProjector,
  type DocumentState,
  type StatusProjectorOptions,
} from './status/status-projector.js';
export { type Transaction } from './transaction.js';
