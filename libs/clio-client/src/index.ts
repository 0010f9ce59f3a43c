export { type ClioArchive } from './archives.js';
export { OwnLedger, type LedgerStep, type LedgerStore } from './budget/ledger-store.js';
export { ClioClient, type CallOptions } from './client.js';
export { ClioError, clioVerdict, type ClioErrorCode, type ClioVerdict } from './errors.js';
export { type ClioOptions } from './http.js';
export { type ClioNote, type NewNote } from './notes.js';
export { type ChangedPage, type ListPage } from './reader.js';
export { CLIO_LISTS, type ClioIdentity, type ClioList, type ClioSoundings } from './soundings.js';
export {
  type ClioCustomField,
  type ClioCustomFieldValue,
  type ClioDocument,
  type ClioMatter,
  type ClioVersion,
  type ClioWebhook,
} from './records.js';
export { isVersionDeleted } from './version-deleted.js';
