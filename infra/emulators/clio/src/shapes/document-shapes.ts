import { many, one, type Relation, type Shape } from '../fields.js';
import type { Json } from '../json.js';
import type {
  ClioDocument,
  DocumentVersion,
  Entry,
  ExternalProperty,
  Folder,
  Placing,
  UploadPart,
} from '../state/records.js';
import { partHeaders, partUrl, putHeaders, putUrl, type PutHeader } from '../storage/upload-targets.js';
import { toTimestamp } from '../timestamps.js';
import { entryValues, ID_AND_ETAG, type Item, type ShapeSources } from './shape-set.js';

interface Placed extends Entry, Placing {
  name: string;
  deletedAt: number | null;
  categoryId: number | null;
  creatorId: number;
  externalProperties: ExternalProperty[];
}

const PROPERTY_SHAPE: Shape<ExternalProperty> = {
  name: 'ExternalProperty',
  defaults: ID_AND_ETAG,
  values: {
    ...entryValues<ExternalProperty>(),
    name: (property) => property.name,
    value: (property) => property.value,
  },
  relations: {},
};

const HEADER_SHAPE: Shape<PutHeader> = {
  name: 'MultipartHeader',
  defaults: ['name', 'value'],
  values: { name: (header) => header.name, value: (header) => header.value },
  relations: {},
};

const PART_SHAPE: Shape<{ part: UploadPart; url: string }> = {
  name: 'Multipart',
  defaults: ['part_number', 'put_url', 'put_headers'],
  values: {
    part_number: ({ part }) => part.number,
    put_url: ({ url }) => url,
    put_headers: ({ part }) => partHeaders(part).map(({ name, value }) => ({ name, value })),
  },
  relations: {},
};

function placedValues<T extends Placed>(): Record<string, (placed: T) => Json> {
  return {
    ...entryValues<T>(),
    name: (placed) => placed.name,
    deleted_at: (placed) => (placed.deletedAt === null ? null : toTimestamp(placed.deletedAt)),
    locked: () => false,
  };
}

function placedRelations<T extends Placed>({ book, shapes }: ShapeSources): Record<string, Relation<T>> {
  return {
    parent: one(
      () => shapes().folder,
      (placed: T) => book.folders.get(placed.parentId),
    ),
    matter: one(
      () => shapes().matter,
      (placed: T) => book.matters.get(placed.matterId),
    ),
    contact: one(
      () => shapes().contact,
      (placed: T) => book.contacts.get(placed.contactId),
    ),
    document_category: one(
      () => shapes().category,
      (placed: T) => book.categories.get(placed.categoryId),
    ),
    creator: one(
      () => shapes().user,
      (placed: T) => book.users.get(placed.creatorId),
    ),
    group: one(
      () => shapes().group,
      () => [...book.groups.all()][0],
    ),
    external_properties: many(
      () => PROPERTY_SHAPE,
      (placed: T) => placed.externalProperties,
    ),
  };
}

/** A document. `filename`, `size` and `content_type` are those of its latest version. */
export function documentShape(sources: ShapeSources): Shape<ClioDocument> {
  const { book, shapes } = sources;
  return {
    name: 'Document',
    defaults: ID_AND_ETAG,
    values: {
      ...placedValues<ClioDocument>(),
      type: () => 'Document',
      received_at: (document) => toTimestamp(document.receivedAt),
      filename: (document) => book.latestVersion(document)?.filename ?? null,
      size: (document) => book.latestVersion(document)?.size ?? null,
      content_type: (document) => book.latestVersion(document)?.contentType ?? null,
    },
    relations: {
      ...placedRelations<ClioDocument>(sources),
      latest_document_version: one(
        () => shapes().version,
        (document) => book.latestVersion(document),
      ),
    },
  };
}

export function folderShape(sources: ShapeSources): Shape<Folder> {
  return {
    name: 'Folder',
    defaults: ID_AND_ETAG,
    values: { ...placedValues<Folder>(), type: () => 'Folder', root: (folder) => folder.root },
    relations: {
      ...placedRelations<Folder>(sources),
      latest_document_version: one(
        () => sources.shapes().version,
        () => null,
      ),
    },
  };
}

/** A document or folder of the mixed list. */
export function itemShape(sources: ShapeSources): Shape<Item> {
  const { book, shapes } = sources;
  return {
    name: 'Item',
    defaults: ID_AND_ETAG,
    values: { ...placedValues<Item>(), type: (item) => ('versionIds' in item ? 'Document' : 'Folder') },
    relations: {
      ...placedRelations<Item>(sources),
      latest_document_version: one(
        () => shapes().version,
        (item) => ('versionIds' in item ? book.latestVersion(item) : null),
      ),
    },
  };
}

/** One version of a document; `put_url` is empty once its bytes are there. */
export function versionShape({
  book,
  urls,
  uploadLifeSeconds,
  shapes,
}: ShapeSources): Shape<DocumentVersion> {
  return {
    name: 'DocumentVersion',
    defaults: ID_AND_ETAG,
    values: {
      ...entryValues<DocumentVersion>(),
      document_id: (version) => version.documentId,
      uuid: (version) => version.uuid,
      filename: (version) => version.filename,
      size: (version) => version.size,
      version_number: (version) => version.number,
      content_type: (version) => version.contentType,
      received_at: (version) => toTimestamp(version.receivedAt),
      fully_uploaded: (version) => book.isWhole(version),
      put_url: (version) => putUrl(version, urls, uploadLifeSeconds),
    },
    relations: {
      put_headers: many(() => HEADER_SHAPE, putHeaders),
      multiparts: many(
        () => PART_SHAPE,
        (version) =>
          version.parts.map((part) => ({ part, url: partUrl(version, part, urls, uploadLifeSeconds) })),
      ),
      creator: one(
        () => shapes().user,
        (version) => book.users.get(version.creatorId),
      ),
    },
  };
}
