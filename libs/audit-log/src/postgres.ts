export { AuditTables, type StoredCheckpoint } from './postgres/audit-tables.js';
export { carriedProofs, checkpointAt, coverageOf, hasLog, type Coverage } from './postgres/carry-proofs.js';
export { CreateAuditTables1764000002001 } from './postgres/create-audit-tables.js';
export { exportLog, type ExportSource, type ExportWish } from './postgres/export-log.js';
export { readScope, type Archive } from './postgres/find-events.js';
export { restoreLog, type RestoredLog } from './postgres/restore-log.js';
export { AUDIT_CURSOR, sealBatch, signEdge, type LogIdentity } from './postgres/seal-batch.js';
export { Sealer, type SealerFact, type SealerOptions } from './postgres/sealer.js';
