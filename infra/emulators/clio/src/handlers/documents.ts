import {
  bool,
  byteCount,
  clearable,
  filledText,
  ignored,
  instant,
  integer,
  list,
  object,
  oneOf,
  optional,
  readData,
  reference,
  text,
} from '../body/readers.js';
import { invalidArgument, invalidQuery, notFound } from '../api-error.js';
import { empty, type Reply } from '../http/reply.js';
import { changeDocument, createDocument, trashDocument } from '../operations/documents.js';
import { PARENT_TYPES } from '../operations/folders.js';
import { addParts, checkParts, copyDocument, finishUpload, versionOf } from '../operations/uploads.js';
import type { ClioDocument, DocumentVersion, UploadPart } from '../state/records.js';
import { downloadUrl } from '../storage/upload-targets.js';
import { answerChange, answerList, answerOne, flagOf, recordOf, requireMatch } from './answers.js';
import { DOCUMENT_ORDERS, listedDocuments, PLACED_QUERY } from './document-filters.js';
import { LIST_QUERY, type Call, type Office, type Route } from './route.js';

const parent = object({ id: integer, type: oneOf(PARENT_TYPES) });
const part = object({ part_number: integer, content_length: byteCount, content_md5: optional(text) });
export const newProperty = object({ name: text, value: text });
export const propertyChange = object({
  id: optional(integer),
  name: optional(text),
  value: optional(text),
  _destroy: optional(bool),
});

const newDocument = object({
  name: filledText,
  parent,
  filename: optional(text),
  content_type: optional(text),
  document_category: clearable(object({ id: clearable(integer) })),
  external_properties: optional(list(newProperty)),
  multiparts: optional(list(part)),
  received_at: optional(instant),
  communication_id: ignored,
});

const documentChange = object({
  name: optional(filledText),
  parent: optional(parent),
  document_category: clearable(object({ id: clearable(integer) })),
  external_properties: optional(list(propertyChange)),
  multiparts: optional(list(part)),
  received_at: optional(instant),
  restore: optional(bool),
  fully_uploaded: optional(bool),
  uuid: optional(text),
  copy_version: ignored,
  communication_id: ignored,
});

const documentCopy = object({
  parent,
  name: optional(filledText),
  filename: optional(text),
  document_category: clearable(reference),
  external_properties: optional(list(propertyChange)),
  received_at: optional(instant),
  communication_id: ignored,
});

type SentParts =
  { part_number: number; content_length: number; content_md5: string | undefined }[] | undefined;

function partsOf(sent: SentParts): UploadPart[] | undefined {
  return sent?.map((one) => ({
    number: one.part_number,
    length: one.content_length,
    md5: one.content_md5 ?? null,
  }));
}

/** `{id}` names a category, null or `{id: null}` takes it away, a missing key leaves it. */
export function categoryOf(
  sent: { id: number | null | undefined } | null | undefined,
): number | null | undefined {
  return sent === undefined ? undefined : (sent?.id ?? null);
}

/** Routes of documents and their versions. */
export function documentRoutes(office: Office): Route[] {
  const { book, shapes } = office;
  return [
    {
      method: 'GET',
      path: '/documents',
      query: [...LIST_QUERY, ...PLACED_QUERY, 'show_uncompleted'],
      handle: (call) =>
        answerList(call, shapes.document, listedDocuments(office, call.query), DOCUMENT_ORDERS),
    },
    {
      method: 'GET',
      path: '/documents/{id}',
      query: [],
      handle: (call) => answerOne(call, shapes.document, recordOf(call, book.documents)),
    },
    { method: 'POST', path: '/documents', query: [], handle: (call) => createFromCall(office, call) },
    { method: 'POST', path: '/documents/{id}/copy', query: [], handle: (call) => copyFromCall(office, call) },
    { method: 'PATCH', path: '/documents/{id}', query: [], handle: (call) => patchFromCall(office, call) },
    { method: 'DELETE', path: '/documents/{id}', query: [], handle: (call) => trashFromCall(office, call) },
    {
      method: 'GET',
      path: '/documents/{id}/versions',
      query: ['fully_uploaded', 'id', 'limit', 'page_token', 'offset'],
      handle: (call) => listVersions(office, call),
    },
    {
      method: 'GET',
      path: '/documents/{id}/download',
      query: ['document_version_id'],
      handle: (call) => redirectToBytes(office, call),
    },
  ];
}

function createFromCall(office: Office, call: Call): Promise<Reply> {
  const sent = readData(call.body, newDocument, call.notes);
  const parts = partsOf(sent.multiparts);
  checkParts(parts ?? []);
  return answerChange(call, office.shapes.document, 201, () =>
    createDocument(office, {
      name: sent.name,
      filename: sent.filename,
      parent: sent.parent,
      contentType: sent.content_type,
      categoryId: categoryOf(sent.document_category),
      receivedAt: sent.received_at,
      parts,
      properties: sent.external_properties,
      creatorId: call.token.userId,
    }),
  );
}

function copyFromCall(office: Office, call: Call): Promise<Reply> {
  const original = recordOf(call, office.book.documents);
  const sent = readData(call.body, documentCopy, call.notes);
  return answerChange(call, office.shapes.document, 201, () =>
    copyDocument(office, original, {
      name: sent.name,
      filename: sent.filename,
      parent: sent.parent,
      categoryId: categoryOf(sent.document_category),
      receivedAt: sent.received_at,
      properties: sent.external_properties,
      creatorId: call.token.userId,
    }),
  );
}

function patchFromCall(office: Office, call: Call): Promise<Reply> {
  const document = recordOf(call, office.book.documents);
  requireMatch(call, document);
  const sent = readData(call.body, documentChange, call.notes);
  return answerChange(call, office.shapes.document, 200, async () => {
    await applyUpload(office, document, sent);
    const change = {
      name: sent.name,
      parent: sent.parent,
      categoryId: categoryOf(sent.document_category),
      receivedAt: sent.received_at,
      restore: sent.restore,
      properties: sent.external_properties,
    };
    if (Object.values(change).some((value) => value !== undefined)) changeDocument(office, document, change);
    return document;
  });
}

interface SentUpload {
  readonly uuid: string | undefined;
  readonly fully_uploaded: boolean | undefined;
  readonly multiparts: SentParts;
}

async function applyUpload(office: Office, document: ClioDocument, sent: SentUpload): Promise<void> {
  const parts = partsOf(sent.multiparts);
  if (sent.fully_uploaded === undefined && parts === undefined) return;
  if (sent.uuid === undefined) throw invalidArgument("'data.uuid' is missing");
  const version = versionOf(office, document, sent.uuid);
  if (parts !== undefined) addParts(version, parts);
  if (sent.fully_uploaded === true) await finishUpload(office, document, version);
}

function trashFromCall(office: Office, call: Call): Reply {
  const document = recordOf(call, office.book.documents);
  if (document.deletedAt !== null) throw notFound();
  trashDocument(office, document);
  return empty(204);
}

function listVersions({ book, shapes }: Office, call: Call): Reply {
  const document = recordOf(call, book.documents);
  const filter = call.query.get('fully_uploaded');
  const asked = (version: DocumentVersion): boolean =>
    filter === null || book.isWhole(version) === flagOf(call.query, 'fully_uploaded');
  return answerList(call, shapes.version, book.versionsOf(document).filter(asked), {
    id: (version) => version.id,
  });
}

/** 303 to the second origin. The default is the latest version that has its bytes. */
function redirectToBytes(office: Office, call: Call): Reply {
  const { book, urls, options } = office;
  const document = recordOf(call, book.documents);
  const wanted = call.query.get('document_version_id');
  const uploaded = book.versionsOf(document).filter((version) => book.isWhole(version));
  const version = wanted === null ? uploaded.at(-1) : uploaded.find((one) => String(one.id) === wanted);
  if (wanted !== null && !/^\d+$/.test(wanted))
    throw invalidQuery(`'${wanted}' is not a valid document_version_id`);
  if (version === undefined || document.deletedAt !== null) throw notFound();
  return empty(303, { Location: downloadUrl(version, urls, options.downloadLifeSeconds) });
}
