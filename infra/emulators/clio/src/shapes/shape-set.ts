import type { Shape } from '../fields.js';
import type { SignedUrls } from '../storage/signed-urls.js';
import type { FirmBook } from '../state/firm-book.js';
import type {
  ClioDocument,
  Comment,
  Contact,
  CustomField,
  CustomFieldValue,
  DocumentArchive,
  DocumentCategory,
  DocumentVersion,
  Entry,
  Folder,
  Group,
  Matter,
  Note,
  PicklistOption,
  PracticeArea,
  User,
  Webhook,
} from '../state/records.js';
import { toTimestamp } from '../timestamps.js';

/** A document or a folder, as the mixed list of a folder shows them. */
export type Item = ClioDocument | Folder;

/** A contact as seen from one matter. */
export interface MatterContact extends Contact {
  readonly matterId: number;
  readonly matterNumber: string;
}

/** One shape a kind of record; field names follow the vendor's schemas (OpenAPI of spring 2025). */
export interface Shapes {
  readonly user: Shape<User>;
  readonly account: Shape<Entry & { name: string }>;
  readonly contact: Shape<Contact>;
  readonly matterClient: Shape<Contact>;
  readonly matterContact: Shape<MatterContact>;
  readonly group: Shape<Group>;
  readonly practiceArea: Shape<PracticeArea>;
  readonly category: Shape<DocumentCategory>;
  readonly matter: Shape<Matter>;
  readonly folder: Shape<Folder>;
  readonly document: Shape<ClioDocument>;
  readonly item: Shape<Item>;
  readonly version: Shape<DocumentVersion>;
  readonly note: Shape<Note>;
  readonly comment: Shape<Comment>;
  readonly customField: Shape<CustomField>;
  readonly customFieldValue: Shape<CustomFieldValue>;
  readonly picklistOption: Shape<PicklistOption>;
  readonly archive: Shape<DocumentArchive>;
  readonly webhook: Shape<Webhook>;
}

/** What the shapes read from besides the record itself. */
export interface ShapeSources {
  readonly book: FirmBook;
  readonly urls: SignedUrls;
  readonly uploadLifeSeconds: number;
  /** The shapes themselves, for relations. */
  readonly shapes: () => Shapes;
}

/** The values nearly every record shows. */
export function entryValues<T extends Entry>(): Record<
  'id' | 'etag' | 'created_at' | 'updated_at',
  (entry: T) => string | number
> {
  return {
    id: (entry) => entry.id,
    etag: (entry) => entry.etag,
    created_at: (entry) => toTimestamp(entry.createdAt),
    updated_at: (entry) => toTimestamp(entry.updatedAt),
  };
}

export const ID_AND_ETAG: readonly string[] = ['id', 'etag'];
