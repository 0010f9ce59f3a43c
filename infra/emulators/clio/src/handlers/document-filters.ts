import { invalidQuery } from '../api-error.js';
import type { Orders } from '../paging.js';
import type { FirmBook } from '../state/firm-book.js';
import type { ClioDocument, Entry, ExternalProperty, Placing } from '../state/records.js';
import { flagOf, searchFor, wants } from './answers.js';
import type { Office } from './route.js';

/** Filters that documents, folders and the mixed list have in common. */
export const PLACED_QUERY = [
  'contact_id',
  'document_category_id',
  'external_property_name',
  'external_property_value',
  'include_deleted',
  'matter_id',
  'parent_id',
  'query',
  'scope',
] as const;

interface Placed extends Entry, Placing {
  readonly name: string;
  readonly deletedAt: number | null;
  readonly categoryId: number | null;
  readonly externalProperties: readonly ExternalProperty[];
}

export const DOCUMENT_ORDERS: Orders<ClioDocument> = {
  id: (document) => document.id,
  name: (document) => document.name,
  document_number: (document) => document.id,
  created_at: (document) => document.createdAt,
  updated_at: (document) => document.updatedAt,
  received_at: (document) => document.receivedAt,
};

/** The documents a list call asks for, in id order; unfinished and trashed ones only when asked for. */
export function* listedDocuments(office: Office, query: URLSearchParams): IterableIterator<ClioDocument> {
  const { book } = office;
  const wanted = placedFilter(office, query);
  const uncompleted = flagOf(query, 'show_uncompleted');
  for (const document of book.documents.all()) {
    if (wanted(document) && (uncompleted || !book.isUploading(document))) yield document;
  }
}

/** The common filters of documents and folders. Throws 400 on a value that cannot be read. */
export function placedFilter({ book, options }: Office, query: URLSearchParams): (placed: Placed) => boolean {
  const category = wants(query, 'document_category_id');
  const contact = wants(query, 'contact_id');
  const search = searchFor(query);
  const trashed = flagOf(query, 'include_deleted');
  const matter = matterFilter(book, query, options.matterFilterDepth);
  const parent = parentFilter(book, query);
  const property = propertyFilter(query);
  return (placed) =>
    (trashed || placed.deletedAt === null) &&
    matter(placed) &&
    parent(placed) &&
    contact(placed.contactId) &&
    category(placed.categoryId) &&
    property(placed) &&
    search(placed.name);
}

type PlacedTest = (placed: Placed) => boolean;

/** Whether `matter_id=` finds what lies in sub-folders is not known of Clio; an option decides. */
function matterFilter(book: FirmBook, query: URLSearchParams, depth: 'all' | 'root'): PlacedTest {
  const wanted = wants(query, 'matter_id');
  if (depth === 'all' || !query.has('matter_id')) return (placed) => wanted(placed.matterId);
  return (placed) =>
    wanted(placed.matterId) && book.matters.get(placed.matterId)?.folderId === placed.parentId;
}

function parentFilter(book: FirmBook, query: URLSearchParams): PlacedTest {
  const scope = query.get('scope') ?? 'children';
  if (scope !== 'children' && scope !== 'descendants') throw invalidQuery(`'${scope}' is not a valid scope`);
  const parentId = query.get('parent_id');
  if (parentId === null) return () => true;
  if (!/^\d+$/.test(parentId)) throw invalidQuery(`'${parentId}' is not a valid parent_id`);
  return (placed) => book.liesIn(placed, Number(parentId), scope === 'descendants');
}

function propertyFilter(query: URLSearchParams): PlacedTest {
  const name = query.get('external_property_name');
  const value = query.get('external_property_value');
  if (name === null && value === null) return () => true;
  return (placed) =>
    placed.externalProperties.some(
      (property) => (name === null || property.name === name) && (value === null || property.value === value),
    );
}
