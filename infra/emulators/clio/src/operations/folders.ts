import { ApiError, forbidden, invalidArgument, notFound } from '../api-error.js';
import type { FirmBook } from '../state/firm-book.js';
import type { Folder, Placing } from '../state/records.js';
import { applyProperties, type PropertyChange } from './external-properties.js';

export const PARENT_TYPES = ['Document', 'Folder', 'Contact', 'Matter'] as const;

/** The place a client names: a folder, or a matter or contact (then its root folder is meant). */
export interface ParentReference {
  readonly id: number;
  readonly type: (typeof PARENT_TYPES)[number];
}

interface NewFolder {
  readonly name: string;
  readonly parentId: number | null;
  readonly creatorId: number;
  readonly root?: boolean;
  readonly fixed?: boolean;
  readonly matterId?: number;
  readonly contactId?: number;
  readonly categoryId?: number | null;
}

/** Adds a folder; owner is its own matter or contact, else that of its parent. */
export function addFolder(book: FirmBook, wanted: NewFolder): Folder {
  const { root = false, fixed = false, categoryId = null, name, parentId, creatorId } = wanted;
  return book.folders.add({
    ...book.folders.stamp(),
    ...ownerOf(book, wanted),
    name,
    root,
    fixed,
    categoryId,
    creatorId,
    parentId,
    deletedAt: null,
    externalProperties: [],
  });
}

function ownerOf(book: FirmBook, wanted: NewFolder): Pick<Placing, 'matterId' | 'contactId'> {
  const { matterId = null, contactId = null } = wanted;
  const parent = book.folders.get(wanted.parentId);
  if (matterId !== null || contactId !== null || parent === undefined) return { matterId, contactId };
  return { matterId: parent.matterId, contactId: parent.contactId };
}

/** The account's one root folder. */
export function rootFolder(book: FirmBook): Folder {
  const root = [...book.folders.all()].find((folder) => folder.root);
  if (root === undefined) throw new Error('the firm has no root folder');
  return root;
}

/** Finds the folder a parent reference means. Throws 404 when it is gone, 422 for a document. */
export function parentFolder(book: FirmBook, parent: ParentReference): Folder {
  const folder = book.folders.get(folderIdOf(book, parent));
  if (folder === undefined || folder.deletedAt !== null) throw notFound();
  return folder;
}

function folderIdOf(book: FirmBook, { type, id }: ParentReference): number | null {
  switch (type) {
    case 'Folder':
      return id;
    case 'Matter':
      return book.matters.get(id)?.folderId ?? null;
    case 'Contact':
      return book.contacts.get(id)?.folderId ?? null;
    case 'Document':
      throw invalidArgument("'Document' is not a valid parent type here");
  }
}

/** The owner a document or folder gets from the folder it lies in. */
export function placingIn(folder: Folder): Placing {
  return { parentId: folder.id, matterId: folder.matterId, contactId: folder.contactId };
}

/** Makes a folder on behalf of a user. */
export function createFolder(
  book: FirmBook,
  wanted: { name: string; parent: ParentReference; categoryId: number | null; creatorId: number },
  properties: readonly PropertyChange[],
): Folder {
  const parent = parentFolder(book, wanted.parent);
  const folder = addFolder(book, { ...wanted, parentId: parent.id });
  applyProperties(book, folder, properties);
  book.announce({ model: 'folder', event: 'created', record: folder });
  return folder;
}

/** What can change on a folder; a missing key stays as it is. */
export interface FolderChange {
  readonly name?: string | undefined;
  readonly parent?: ParentReference | undefined;
  readonly categoryId?: number | null | undefined;
  readonly restore?: boolean | undefined;
  readonly properties?: readonly PropertyChange[] | undefined;
}

export function changeFolder(book: FirmBook, folder: Folder, change: FolderChange): void {
  if (change.parent !== undefined) moveFolder(book, folder, change.parent);
  if (change.name !== undefined) folder.name = change.name;
  if (change.categoryId !== undefined) folder.categoryId = change.categoryId;
  if (change.restore === true) folder.deletedAt = null;
  if (change.properties !== undefined) applyProperties(book, folder, change.properties);
  book.folders.touch(folder);
  book.announce({ model: 'folder', event: 'updated', record: folder });
}

function moveFolder(book: FirmBook, folder: Folder, to: ParentReference): void {
  if (folder.fixed) throw forbidden();
  const target = parentFolder(book, to);
  if (target.id === folder.id || book.liesIn(target, folder.id, true)) {
    throw invalidArgument('a folder cannot be moved into itself');
  }
  Object.assign(folder, placingIn(target));
  for (const entry of descendants(book, folder.id)) {
    entry.matterId = target.matterId;
    entry.contactId = target.contactId;
  }
}

/** Trashes a folder with all it holds. Clio refuses its fixed folders with 400 DeleteFailed. */
export function trashFolder(book: FirmBook, folder: Folder): void {
  if (folder.fixed) throw new ApiError(400, 'DeleteFailed', 'The folder could not be deleted');
  const now = book.clock.now();
  for (const document of book.documents.all()) {
    if (document.deletedAt !== null || !book.liesIn(document, folder.id, true)) continue;
    document.deletedAt = now;
    book.documents.touch(document);
    book.announce({ model: 'document', event: 'deleted', record: document });
  }
  for (const inner of [...book.folders.all()].filter((other) => book.liesIn(other, folder.id, true))) {
    inner.deletedAt = now;
  }
  folder.deletedAt = now;
  book.folders.touch(folder);
  book.announce({ model: 'folder', event: 'deleted', record: folder });
}

function* descendants(book: FirmBook, folderId: number): IterableIterator<Placing> {
  for (const folder of book.folders.all()) if (book.liesIn(folder, folderId, true)) yield folder;
  for (const document of book.documents.all()) if (book.liesIn(document, folderId, true)) yield document;
}
