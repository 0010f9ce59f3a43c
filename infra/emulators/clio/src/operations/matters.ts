import { invalidArgument, notFound } from '../api-error.js';
import type { FirmBook } from '../state/firm-book.js';
import type { Contact, CustomFieldValue, Matter, MatterStatus, WebhookEvent } from '../state/records.js';
import { toDay } from '../timestamps.js';
import { addFolder, rootFolder } from './folders.js';

/** A value to set for one custom field. */
export interface CustomValueChange {
  readonly customFieldId: number;
  readonly value: string;
}

/** What can be set on a matter; a missing key stays as it is (or gets Clio's default on creation). */
export interface MatterChange {
  readonly displayNumber?: string | undefined;
  readonly description?: string | undefined;
  readonly clientId?: number | undefined;
  readonly status?: MatterStatus | undefined;
  readonly openDate?: string | null | undefined;
  readonly pendingDate?: string | null | undefined;
  readonly closeDate?: string | null | undefined;
  readonly clientReference?: string | null | undefined;
  readonly location?: string | null | undefined;
  readonly billable?: boolean | undefined;
  readonly practiceAreaId?: number | null | undefined;
  readonly responsibleAttorneyId?: number | null | undefined;
  readonly originatingAttorneyId?: number | null | undefined;
  readonly customValues?: readonly CustomValueChange[] | undefined;
}

const STATUS_EVENT: Readonly<Record<MatterStatus, WebhookEvent>> = {
  open: 'matter_opened',
  pending: 'matter_pended',
  closed: 'matter_closed',
};

/** Opens a matter for a client, with its number and its root folder. */
export function createMatter(
  book: FirmBook,
  wanted: MatterChange & { readonly clientId: number; readonly description: string; readonly userId: number },
): Matter {
  const client = requireClient(book, wanted.clientId);
  requireReferences(book, wanted);
  const stamp = book.matters.stamp();
  const number = book.matters.size + 1;
  const displayNumber = wanted.displayNumber ?? generatedNumber(number, client);
  const folder = addFolder(book, {
    name: displayNumber,
    parentId: rootFolder(book).id,
    creatorId: wanted.userId,
    fixed: true,
    matterId: stamp.id,
  });
  const matter: Matter = {
    ...stamp,
    ...emptyMatter(wanted.userId),
    number,
    displayNumber,
    folderId: folder.id,
    clientId: client.id,
    description: wanted.description,
  };
  book.matters.add(matter);
  assign(book, matter, { ...wanted, status: wanted.status ?? 'open' });
  book.announce({ model: 'matter', event: 'created', record: matter });
  book.announce({ model: 'folder', event: 'created', record: folder });
  return matter;
}

function emptyMatter(
  userId: number,
): Omit<
  Matter,
  | 'id'
  | 'etag'
  | 'createdAt'
  | 'updatedAt'
  | 'number'
  | 'displayNumber'
  | 'folderId'
  | 'clientId'
  | 'description'
> {
  return {
    userId,
    customNumber: null,
    clientReference: null,
    location: null,
    status: 'pending',
    openDate: null,
    pendingDate: null,
    closeDate: null,
    billable: true,
    practiceAreaId: null,
    responsibleAttorneyId: null,
    originatingAttorneyId: null,
    customFieldValues: [],
  };
}

/** Five digits, a dash and the client: last and first name of a person, the name of a company. */
function generatedNumber(number: number, client: Contact): string {
  const person = [client.lastName, client.firstName].filter((part) => part !== null && part !== '');
  const label = client.type === 'Person' && person.length > 0 ? person.join('-') : client.name;
  return `${String(number).padStart(5, '0')}-${label.replaceAll(/\s+/g, '-')}`;
}

/** Changes a matter. A new status fires its own event besides `updated`. */
export function changeMatter(book: FirmBook, matter: Matter, change: MatterChange): void {
  if (change.clientId !== undefined) requireClient(book, change.clientId);
  requireReferences(book, change);
  const statusBefore = matter.status;
  assign(book, matter, change);
  const folder = book.folders.get(matter.folderId);
  if (folder !== undefined) folder.name = matter.displayNumber;
  book.matters.touch(matter);
  book.announce({ model: 'matter', event: 'updated', record: matter });
  if (matter.status !== statusBefore) {
    book.announce({ model: 'matter', event: STATUS_EVENT[matter.status], record: matter });
  }
}

/** Copies the keys that are there; dates of a status that is entered get today's day. */
function assign(book: FirmBook, matter: Matter, change: MatterChange): void {
  const { customValues, status, ...plain } = change;
  for (const key of PLAIN_KEYS) {
    if (plain[key] !== undefined) Object.assign(matter, { [key]: plain[key] });
  }
  if (status !== undefined && status !== matter.status) enterStatus(book, matter, status, change);
  if (customValues !== undefined) {
    matter.customFieldValues = setCustomValues(book, 'Matter', matter.customFieldValues, customValues);
  }
}

const PLAIN_KEYS = [
  'displayNumber',
  'description',
  'clientId',
  'openDate',
  'pendingDate',
  'closeDate',
  'clientReference',
  'location',
  'billable',
  'practiceAreaId',
  'responsibleAttorneyId',
  'originatingAttorneyId',
] as const;

function enterStatus(book: FirmBook, matter: Matter, status: MatterStatus, change: MatterChange): void {
  const today = toDay(book.clock.now());
  matter.status = status;
  if (status === 'open') matter.openDate ??= today;
  if (status === 'pending') matter.pendingDate ??= today;
  if (status === 'closed') matter.closeDate = change.closeDate ?? today;
  else if (change.closeDate === undefined) matter.closeDate = null;
}

function requireClient(book: FirmBook, clientId: number): Contact {
  const client = book.contacts.get(clientId);
  if (client === undefined) throw invalidArgument(`'${clientId}' is not a valid client`);
  return client;
}

function requireReferences(book: FirmBook, change: MatterChange): void {
  const { practiceAreaId, responsibleAttorneyId, originatingAttorneyId } = change;
  const named = (id: number | null | undefined): id is number => id !== null && id !== undefined;
  if (named(practiceAreaId) && book.practiceAreas.get(practiceAreaId) === undefined) throw notFound();
  for (const userId of [responsibleAttorneyId, originatingAttorneyId]) {
    if (named(userId) && book.users.get(userId) === undefined) throw notFound();
  }
}

/** Sets values by custom field; the field must exist and belong to that kind of record. */
export function setCustomValues(
  book: FirmBook,
  parentType: 'Matter' | 'Contact',
  kept: readonly CustomFieldValue[],
  changes: readonly CustomValueChange[],
): CustomFieldValue[] {
  const values = [...kept];
  for (const { customFieldId, value } of changes) {
    if (book.customFields.get(customFieldId)?.parentType !== parentType) {
      throw invalidArgument(`'${customFieldId}' is not a valid custom field of a ${parentType}`);
    }
    const index = values.findIndex((known) => known.customFieldId === customFieldId);
    const stamp = values[index] ?? book.customFieldValues.stamp();
    const next = { ...stamp, customFieldId, value, updatedAt: book.clock.now() };
    if (index < 0) values.push(next);
    else values[index] = next;
  }
  return values;
}

/** Deletes a matter for good and trashes its documents. */
export function deleteMatter(book: FirmBook, matter: Matter): void {
  for (const document of book.documents.all()) {
    if (document.matterId !== matter.id || document.deletedAt !== null) continue;
    document.deletedAt = book.clock.now();
    book.documents.touch(document);
    book.announce({ model: 'document', event: 'deleted', record: document });
  }
  book.announce({ model: 'matter', event: 'deleted', record: matter });
  book.matters.remove(matter.id);
}
