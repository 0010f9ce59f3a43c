export { type Append } from './append-all.js';
export { storeDataSource, type StoreConnection } from './data-source.js';
export { type Decision, type DecisionResult } from './decide.js';
export { EventStoreError, VersionConflict, type EventStoreErrorCode } from './errors.js';
export { deriveEventId } from './event-id.js';
export { EventRow } from './event-row.entity.js';
export { EventStore, type Answerable, type ReadOptions, type TransactOptions } from './event-store.js';
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
export { catchUp, loadCursor, projectBatch, storeCursor, type CatchUp } from './projections/catch-up.js';
export { type Projector, type ProjectorScope, type Reactor } from './projections/projector.js';
export { PROJECTIONS } from './projections/projections.js';
export { rebuildBeside } from './projections/rebuild-beside.js';
export { BackgroundWorker, type WorkerOptions } from './readers/background-worker.js';
export { DatabaseSession } from './readers/database-session.js';
export {
  BEGINNING,
  cursorAfter,
  readGated,
  type GatedRow,
  type ReadLimits,
  type StoreCursor,
} from './readers/read-gated.js';
export { readStory, type StoryRow, type StorySubject } from './readers/read-story.js';
export { Relay, type RelayFact, type RelayOptions } from './relay/relay.js';
export { type RelayProducer } from './relay/to-record.js';
export {
  DATABASE_RIGHTS,
  DATABASE_USERS,
  roleOf,
  type DatabaseUser,
  type TableRights,
} from './roles/database-rights.js';
export { forgetFirm } from './roles/forget-firm.js';
export { EVERY_FIRM, NOT_APART, type Named } from './roles/firm-rules.js';
export { PENDING_STATES, type DocumentState, type DocumentStatus } from './status/document-status.js';
export { Restoration, RESTORED_ORDER, type Restored } from './restore/restoration.js';
export { foldRestored } from './restore/fold-restored.js';
export {
  documentsByState,
  pendingDocuments,
  IS_LEFT,
  leftBehindSince,
  stateOfDocuments,
  statusCovers,
  statusIsCurrent,
} from './status/read-status.js';
export { readDifferingMatters, readSkipped, readStanding, readUnsynced } from './status/read-standing.js';
export {
  type MatterStanding,
  type Standing,
  type StandingScope,
  type UnsyncedDocument,
} from './status/standing.js';
export { readDrifted, readDriftStanding, readFound, type DriftStanding } from './status/read-drift.js';
export { relayedUpTo, showsDecisions, tellDecided } from './status/router-progress.js';
export { STATUS_PROJECTION } from './status/status-projection.js';
export { StatusProjector, type StatusProjectorOptions } from './status/status-projector.js';
export { type Transaction } from './transaction.js';
export { closeGate, enterGates } from './stream-gates.js';
