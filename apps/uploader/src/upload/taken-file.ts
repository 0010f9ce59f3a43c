import type { DocumentId, FirmId } from '@counterpart/contracts';

/** A file of a firm’s Dropbox that is the counterpart of a document. */
export interface TakenFile {
  readonly firm: FirmId;
  readonly document: DocumentId;
  /** Dropbox file id. */
  readonly file: string;
}
