import type { FirmBook } from '../state/firm-book.js';
import type { ByteStore } from '../storage/byte-store.js';
import type { UploadPlan } from './uploads.js';

/** What every operation on the firm's records works with. */
export interface Desk {
  readonly book: FirmBook;
  readonly bytes: ByteStore;
  /** When `created` fires for a document: at the POST, or when its bytes are there. */
  readonly documentCreatedAt: 'post' | 'uploaded';
  /** How uploads end. */
  readonly uploadPlan: UploadPlan;
}
