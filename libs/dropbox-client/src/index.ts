export {
  DropboxClient,
  type CommitEntry,
  type CommitResult,
  type RelocationResult,
  type Removal,
} from './client.js';
export { type CloudDocument, type DropboxEntry, type DropboxFile, type DropboxFolder } from './entries.js';
export { digestContent, type ContentDigest } from './content-digest.js';
export { BLOCK_BYTES, contentHash } from './content-hash.js';
export {
  DropboxError,
  dropboxVerdict,
  isUnreadable,
  verdictOfTags,
  type DropboxErrorCode,
  type DropboxVerdict,
} from './errors.js';
export { headerSafeJson, type DropboxOptions, type Repeat } from './http.js';
export { type SharedFolder, type SharedLink, type SharingMember, type Standing } from './sharing/answers.js';
export { Sharing } from './sharing/sharing.js';
export { Team, type DropboxGroup, type DropboxPerson } from './sharing/team.js';
export { missingScope, ROOT } from './lasting-refusal.js';
export { type ListedPage, type TreeFile } from './listings.js';
export { type StagingJournal, type StagingProgress } from './staging/journal.js';
export { type Staged, type StagingResult } from './staging/staged.js';
export {
  PACKED_BYTES,
  Stager,
  StagingMemory,
  type StagedSource,
  type StagingMemoryOptions,
} from './staging/stager.js';
export { SESSION_LIFE_MS, UploadSessions } from './upload-sessions.js';
export { type DropboxIdentity, type DropboxSoundings } from './soundings.js';
