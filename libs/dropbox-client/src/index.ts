export {
  DropboxClient,
  type CommitEntry,
  type CommitResult,
  type DropboxEntry,
  type DropboxFile,
} from './client.js';
export { BLOCK_BYTES, contentHash, ContentHasher } from './content-hash.js';
export {
  DropboxError,
  dropboxVerdict,
  verdictOfTags,
  type DropboxErrorCode,
  type DropboxVerdict,
} from './errors.js';
export { headerSafeJson, type DropboxOptions } from './http.js';
export { stageContent, type Staged, type StagingOptions } from './stage-content.js';
