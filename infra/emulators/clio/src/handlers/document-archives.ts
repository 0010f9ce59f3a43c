import { ApiError, invalidArgument, notFound } from '../api-error.js';
import { integer, list, object, readData, type Reader } from '../body/readers.js';
import { empty } from '../http/reply.js';
import { beginArchive, type ArchiveItem } from '../operations/archives.js';
import { answerChange, answerOne, recordOf } from './answers.js';
import type { Office, Route } from './route.js';

/** The vendor's schema says the type is a number but names no numbers; the names are what its prose uses. */
const itemType: Reader<ArchiveItem['type']> = {
  required: true,
  read(value, at) {
    const named = typeof value === 'string' ? value.toLowerCase() : '';
    if (named === 'document') return 'Document';
    if (named === 'folder') return 'Folder';
    throw invalidArgument(`'${at}' must be Document or Folder`);
  },
};

const newArchive = object({ items: list(object({ id: integer, type: itemType })) });

/** Routes of document archives: ask for a zip, poll its state, follow the 303 to its bytes. */
export function archiveRoutes(office: Office): Route[] {
  const { book, shapes, urls, options } = office;
  return [
    {
      method: 'POST',
      path: '/document_archives',
      query: [],
      handle: (call) => {
        const { items } = readData(call.body, newArchive, call.notes);
        return answerChange(call, shapes.archive, 201, () => beginArchive(office, items));
      },
    },
    {
      method: 'GET',
      path: '/document_archives/{id}',
      query: [],
      handle: (call) => answerOne(call, shapes.archive, recordOf(call, book.archives)),
    },
    {
      method: 'GET',
      path: '/document_archives/{id}/download',
      query: [],
      handle: (call) => {
        const archive = recordOf(call, book.archives);
        if (archive.state === 'failed') throw new ApiError(404, 'NotFoundError', 'The archive failed');
        if (archive.state !== 'completed') throw notFound();
        const location = urls.sign(
          'GET',
          `/archives/${archive.id}/archive.zip`,
          {},
          options.downloadLifeSeconds,
        );
        return empty(303, { Location: location });
      },
    },
  ];
}
