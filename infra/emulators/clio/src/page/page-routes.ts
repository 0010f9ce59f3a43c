import { createReadStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

import { ApiError, notFound } from '../api-error.js';
import type { Office } from '../handlers/route.js';
import { empty, html, type Reply } from '../http/reply.js';
import { createContact } from '../operations/contacts.js';
import type { NewDocument } from '../operations/documents.js';
import { changeMatter, createMatter } from '../operations/matters.js';
import type { ParentReference } from '../operations/folders.js';
import { uploadWhole } from '../operations/uploads.js';
import { MATTER_STATUSES, type User } from '../state/records.js';
import { escapeHtml } from './escape.js';
import { documentPage, firmPage, matterPage } from './firm-page.js';
import { readForm, type SentForm } from './form-data.js';
import { layout } from './layout.js';

const PATHS = [
  /^\/$/,
  /^\/firm\/(matters|documents)(?:\/(\d+)(?:\/(status|documents|versions))?)?$/,
] as const;

/** Answers the pages for people and their forms; null for any other path. */
export async function answerPage(office: Office, request: IncomingMessage, url: URL): Promise<Reply | null> {
  const match = PATHS.map((pattern) => pattern.exec(url.pathname)).find((found) => found !== null);
  if (match === undefined) return null;
  const [, kind, id, part] = match;
  try {
    if (request.method === 'POST') return await submit(office, request, [kind, id, part]);
    return html(200, show(office, kind, Number(id)));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return html(
      error.status,
      layout(office.book.account.name, 'Not possible', `<p>${escapeHtml(error.message)}</p>`),
    );
  }
}

function show(office: Office, kind: string | undefined, id: number): string {
  if (kind === undefined) return firmPage(office);
  if (kind === 'matters') {
    const matter = office.book.matters.get(id);
    if (matter !== undefined) return matterPage(office, matter);
  }
  const document = kind === 'documents' ? office.book.documents.get(id) : undefined;
  if (document === undefined) throw notFound();
  return documentPage(office, document);
}

type FormPath = readonly [kind: string | undefined, id: string | undefined, part: string | undefined];

/** A form of these pages only: a browser says where a request comes from. */
async function submit(office: Office, request: IncomingMessage, [kind, id, part]: FormPath): Promise<Reply> {
  if (request.headers['sec-fetch-site'] === 'cross-site')
    throw new ApiError(403, 'ForbiddenError', 'Forms of this page only');
  const form = await readForm(request, office.bytes);
  switch (`${kind ?? ''}/${part ?? ''}`) {
    case 'matters/':
      return openMatter(office, form);
    case 'matters/status':
      return setStatus(office, Number(id), form);
    case 'matters/documents':
      return addContent(office, form, { id: Number(id), type: 'Matter' }, `/firm/matters/${id ?? ''}`);
    case 'documents/versions':
      return addContent(office, form, { id: Number(id), type: 'Document' }, `/firm/documents/${id ?? ''}`);
    default:
      throw notFound();
  }
}

function seeOther(location: string): Reply {
  return empty(303, { Location: location });
}

function owner({ book }: Office): User {
  const found = [...book.users.all()].find((user) => user.accountOwner);
  if (found === undefined) throw notFound();
  return found;
}

/** Opens a matter for a client of that name, who is entered when the firm does not know one. */
function openMatter(office: Office, { values }: SentForm): Reply {
  const { book } = office;
  const [client, description] = [values['client']?.trim() ?? '', values['description']?.trim() ?? ''];
  const userId = owner(office).id;
  const known = [...book.contacts.all()].find((contact) => contact.name === client);
  const contact = known ?? createContact(book, { type: 'Company', name: client, userId });
  const matter = createMatter(book, { clientId: contact.id, description, userId });
  return seeOther(`/firm/matters/${matter.id}`);
}

function setStatus({ book }: Office, id: number, { values }: SentForm): Reply {
  const matter = book.matters.get(id);
  const status = MATTER_STATUSES.find((known) => known === values['status']);
  if (matter === undefined || status === undefined) throw notFound();
  changeMatter(book, matter, { status });
  return seeOther(`/firm/matters/${id}`);
}

/** Adds a document or a version from the file, or from the text when no file was chosen. */
async function addContent(
  office: Office,
  form: SentForm,
  parent: ParentReference,
  back: string,
): Promise<Reply> {
  const { bytes } = office;
  const { values, file } = form;
  const content =
    file === null
      ? Readable.from([Buffer.from(values['text'] ?? '')])
      : createReadStream(bytes.path(file.storedAs));
  try {
    await uploadWhole(office, newDocument(office, form, parent), content);
  } finally {
    if (file !== null) await bytes.remove(file.storedAs);
  }
  return seeOther(back);
}

/** A version without a file keeps the document's name, a document without one gets a plain name. */
function newDocument(office: Office, { values, file }: SentForm, parent: ParentReference): NewDocument {
  const { book } = office;
  const document = parent.type === 'Document' ? book.documents.get(parent.id) : undefined;
  const filename = file?.filename ?? document?.name ?? nameOr(values['name'], 'Typed text.txt');
  const creator = book.users.get(Number(values['creator'])) ?? owner(office);
  const categoryId = values['category'] ? Number(values['category']) : undefined;
  return { name: nameOr(values['name'], filename), filename, parent, categoryId, creatorId: creator.id };
}

function nameOr(name: string | undefined, other: string): string {
  return name === undefined || name.trim() === '' ? other : name.trim();
}
