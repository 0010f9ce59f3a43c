import { invalidArgument, notFound } from '../api-error.js';
import { contentTypeOf } from '../storage/content-types.js';
import type { ClioDocument, DocumentVersion, UploadPart } from '../state/records.js';
import type { Desk } from './desk.js';
import { applyProperties, type PropertyChange } from './external-properties.js';
import { parentFolder, placingIn, type ParentReference } from './folders.js';

/** What a client says of a document (or version) it is about to upload. */
export interface NewDocument {
  readonly name: string;
  readonly filename?: string | undefined;
  readonly parent: ParentReference;
  readonly contentType?: string | undefined;
  readonly categoryId?: number | null | undefined;
  readonly receivedAt?: number | undefined;
  readonly parts?: readonly UploadPart[] | undefined;
  readonly properties?: readonly PropertyChange[] | undefined;
  readonly creatorId: number;
}

/** Makes a document whose bytes are still to come, or with a Document as parent its next version. */
export function createDocument(desk: Desk, wanted: NewDocument): ClioDocument {
  if (wanted.parent.type === 'Document') return createVersion(desk, wanted);
  const { book } = desk;
  const folder = parentFolder(book, wanted.parent);
  requireCategory(desk, wanted.categoryId);
  const document: ClioDocument = book.documents.add({
    ...book.documents.stamp(),
    ...placingIn(folder),
    name: wanted.name,
    deletedAt: null,
    categoryId: wanted.categoryId ?? null,
    creatorId: wanted.creatorId,
    receivedAt: wanted.receivedAt ?? book.clock.now(),
    versionIds: [],
    externalProperties: [],
  });
  applyProperties(book, document, wanted.properties ?? []);
  addVersion(desk, document, wanted);
  if (desk.documentCreatedAt === 'post')
    book.announce({ model: 'document', event: 'created', record: document });
  return document;
}

function createVersion(desk: Desk, wanted: NewDocument): ClioDocument {
  const document = desk.book.documents.get(wanted.parent.id);
  if (document === undefined || document.deletedAt !== null) throw notFound();
  addVersion(desk, document, wanted);
  return document;
}

function addVersion({ book }: Desk, document: ClioDocument, wanted: NewDocument): DocumentVersion {
  const filename = wanted.filename ?? wanted.name;
  const version: DocumentVersion = {
    ...book.versions.stamp(),
    documentId: document.id,
    uuid: book.random.uuid(),
    number: document.versionIds.length + 1,
    filename,
    contentType: wanted.contentType ?? contentTypeOf(filename),
    creatorId: wanted.creatorId,
    receivedAt: wanted.receivedAt ?? book.clock.now(),
    wholeFrom: null,
    size: 0,
    sha256: null,
    parts: [...(wanted.parts ?? [])],
  };
  book.addVersion(document, version);
  return version;
}

/** What can change on a document; a missing key stays as it is. */
export interface DocumentChange {
  readonly name?: string | undefined;
  readonly parent?: ParentReference | undefined;
  readonly categoryId?: number | null | undefined;
  readonly receivedAt?: number | undefined;
  readonly restore?: boolean | undefined;
  readonly properties?: readonly PropertyChange[] | undefined;
}

/** Renames, moves, re-categorises or restores a document; `updated` fires once for all of it. */
export function changeDocument(desk: Desk, document: ClioDocument, change: DocumentChange): void {
  const { book } = desk;
  if (document.deletedAt !== null && change.restore !== true) throw notFound();
  requireCategory(desk, change.categoryId);
  if (change.parent !== undefined) Object.assign(document, placingIn(parentFolder(book, change.parent)));
  if (change.name !== undefined) document.name = change.name;
  if (change.categoryId !== undefined) document.categoryId = change.categoryId;
  if (change.receivedAt !== undefined) document.receivedAt = change.receivedAt;
  if (change.properties !== undefined) applyProperties(book, document, change.properties);
  if (change.restore === true) document.deletedAt = null;
  book.documents.touch(document);
  if (isKnown(desk, document)) book.announce({ model: 'document', event: 'updated', record: document });
}

/** Whether `created` has fired; before it, nothing is told of a document. */
function isKnown({ book, documentCreatedAt }: Desk, document: ClioDocument): boolean {
  return documentCreatedAt === 'post' || !book.isUploading(document);
}

function requireCategory({ book }: Desk, categoryId: number | null | undefined): void {
  if (categoryId === null || categoryId === undefined) return;
  if (book.categories.get(categoryId) === undefined)
    throw invalidArgument(`'${categoryId}' is not a valid document category`);
}

/** Moves a document to the trash, where it stays for 30 days. */
export function trashDocument(desk: Desk, document: ClioDocument): void {
  const { book } = desk;
  document.deletedAt = book.clock.now();
  book.documents.touch(document);
  if (isKnown(desk, document)) book.announce({ model: 'document', event: 'deleted', record: document });
}

/** What a copy may change against its original. */
export interface CopyWish {
  readonly name?: string | undefined;
  readonly filename?: string | undefined;
  readonly parent: ParentReference;
  readonly categoryId?: number | null | undefined;
  readonly receivedAt?: number | undefined;
  readonly properties?: readonly PropertyChange[] | undefined;
  readonly creatorId: number;
}
