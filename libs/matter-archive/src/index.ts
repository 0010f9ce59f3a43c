export type { ArchiveSource, DocumentOrigin } from './archive-source.js';
export { MatterArchiveError, type MatterArchiveErrorCode } from './errors.js';
export { Manifest, MANIFEST_FORMAT, type ArchiveSubject, type ManifestEntry } from './manifest/manifest.js';
export { MANIFEST_PATH } from './manifest/manifest-text.js';
export { INDEX_PATH } from './manifest/index-page.js';
export {
  pourArchive,
  type ArchiveSink,
  type Checkpoint,
  type PouringOptions,
  type PouringProgress,
} from './pour-archive.js';
export {
  writeArchive,
  type ArchiveInProgress,
  type ArchiveOptions,
  type ArchiveReceipt,
} from './write-archive.js';
export { archiveFileAt, type ArchiveFile } from './verify/archive-file.js';
export { openArchive, type OpenedArchive } from './verify/open-archive.js';
export type { Fault, FaultCode } from './verify/faults.js';
export {
  verifyArchive,
  type ExpectedArchive,
  type Verification,
  type WholeArchive,
} from './verify/verify-archive.js';
