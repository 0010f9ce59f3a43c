export { ClioClient, type CallOptions, type ChangedPage } from './client.js';
export { ClioError, clioVerdict, type ClioErrorCode, type ClioVerdict } from './errors.js';
export { type ClioOptions } from './http.js';
export { type ClioNote, type NewNote } from './notes.js';
export {
  type ClioCustomField,
  type ClioCustomFieldValue,
  type ClioDocument,
  type ClioMatter,
  type ClioVersion,
  type ClioWebhook,
} from './records.js';
