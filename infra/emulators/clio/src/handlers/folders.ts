import {
  clearable,
  bool,
  filledText,
  integer,
  list,
  object,
  oneOf,
  optional,
  readData,
} from '../body/readers.js';
import { notFound } from '../api-error.js';
import { empty } from '../http/reply.js';
import { changeFolder, createFolder, trashFolder } from '../operations/folders.js';
import type { Orders } from '../paging.js';
import type { Item } from '../shapes/shape-set.js';
import type { Folder } from '../state/records.js';
import { answerChange, answerList, answerOne, recordOf, requireMatch } from './answers.js';
import { listedDocuments, PLACED_QUERY, placedFilter } from './document-filters.js';
import { categoryOf, newProperty, propertyChange } from './documents.js';
import { LIST_QUERY, type Office, type Route } from './route.js';

const parent = object({ id: integer, type: oneOf(['Folder', 'Contact', 'Matter']) });
const category = clearable(object({ id: clearable(integer) }));

const newFolder = object({
  name: filledText,
  parent,
  document_category: category,
  external_properties: optional(list(newProperty)),
  restore: optional(bool),
});

const folderChange = object({
  name: optional(filledText),
  parent: optional(parent),
  document_category: category,
  external_properties: optional(list(propertyChange)),
  restore: optional(bool),
});

const FOLDER_ORDERS: Orders<Folder> = { id: (folder) => folder.id, name: (folder) => folder.name };
const ITEM_ORDERS: Orders<Item> = {
  id: (item) => item.id,
  name: (item) => item.name,
  document_number: (item) => item.id,
  created_at: (item) => item.createdAt,
  updated_at: (item) => item.updatedAt,
  received_at: (item) => ('receivedAt' in item ? item.receivedAt : item.createdAt),
};

/** Routes of folders and of the list that mixes them with documents. */
export function folderRoutes(office: Office): Route[] {
  const { book, shapes } = office;
  return [
    {
      method: 'GET',
      path: '/folders',
      query: [...LIST_QUERY, ...PLACED_QUERY],
      handle: (call) => {
        const wanted = placedFilter(office, call.query);
        return answerList(call, shapes.folder, [...book.folders.all()].filter(wanted), FOLDER_ORDERS);
      },
    },
    {
      method: 'GET',
      path: '/folders/list',
      query: [...LIST_QUERY, ...PLACED_QUERY, 'show_uncompleted'],
      handle: (call) => {
        const folders = [...book.folders.all()].filter(placedFilter(office, call.query));
        const items: Item[] = [...listedDocuments(office, call.query), ...folders];
        return answerList(call, shapes.item, items, ITEM_ORDERS);
      },
    },
    {
      method: 'GET',
      path: '/folders/{id}',
      query: [],
      handle: (call) => answerOne(call, shapes.folder, recordOf(call, book.folders)),
    },
    ...changingRoutes(office),
  ];
}

function changingRoutes({ book, shapes }: Office): Route[] {
  return [
    {
      method: 'POST',
      path: '/folders',
      query: [],
      handle: (call) => {
        const sent = readData(call.body, newFolder, call.notes);
        const wanted = {
          name: sent.name,
          parent: sent.parent,
          categoryId: categoryOf(sent.document_category) ?? null,
          creatorId: call.token.userId,
        };
        return answerChange(call, shapes.folder, 201, () =>
          createFolder(book, wanted, sent.external_properties ?? []),
        );
      },
    },
    {
      method: 'PATCH',
      path: '/folders/{id}',
      query: [],
      handle: (call) => {
        const folder = recordOf(call, book.folders);
        requireMatch(call, folder);
        const sent = readData(call.body, folderChange, call.notes);
        return answerChange(call, shapes.folder, 200, () => {
          changeFolder(book, folder, {
            name: sent.name,
            parent: sent.parent,
            categoryId: categoryOf(sent.document_category),
            restore: sent.restore,
            properties: sent.external_properties,
          });
          return folder;
        });
      },
    },
    {
      method: 'DELETE',
      path: '/folders/{id}',
      query: [],
      handle: (call) => {
        const folder = recordOf(call, book.folders);
        if (folder.deletedAt !== null) throw notFound();
        trashFolder(book, folder);
        return empty(204);
      },
    },
  ];
}
