export type { ArchiveSource, DocumentOrigin } from './archive-source.js';
export { MatterArchiveError, type MatterArchiveErrorCode } from './errors.js';
export { Manifest, MANIFEST_FORMAT, type ArchiveSubject, type ManifestEntry } from './manifest/manifest.js';
export { MANIFEST_PATH } from './manifest/manifest-source.js';
export { INDEX_PATH } from './manifest/index-page.js';
export {
  writeArchive,
  type ArchiveInProgress,
  type ArchiveOptions,
  type ArchiveReceipt,
} from './write-archive.js';
