import { invalidArgument } from '../api-error.js';
import type { FirmBook } from '../state/firm-book.js';
import type { Contact } from '../state/records.js';
import { addFolder, rootFolder } from './folders.js';
import { setCustomValues, type CustomValueChange } from './matters.js';

/** What can be set on a contact; a missing key stays as it is. */
export interface ContactChange {
  readonly name?: string | undefined;
  readonly firstName?: string | null | undefined;
  readonly middleName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly prefix?: string | null | undefined;
  readonly title?: string | null | undefined;
  readonly dateOfBirth?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly companyId?: number | null | undefined;
  readonly customValues?: readonly CustomValueChange[] | undefined;
}

type ContactParts = Pick<
  Contact,
  'firstName' | 'middleName' | 'lastName' | 'prefix' | 'title' | 'dateOfBirth' | 'email' | 'companyId'
>;

/** Adds a person or company, with its folder. A person's name is made of its parts when they are given. */
export function createContact(
  book: FirmBook,
  wanted: ContactChange & { readonly type: 'Person' | 'Company'; readonly userId: number },
): Contact {
  const name = nameOf(wanted.type, wanted);
  if (name === '') throw invalidArgument("'data.name' is missing");
  const stamp = book.contacts.stamp();
  const folder = addFolder(book, {
    name,
    parentId: rootFolder(book).id,
    creatorId: wanted.userId,
    fixed: true,
    contactId: stamp.id,
  });
  const contact: Contact = {
    ...stamp,
    type: wanted.type,
    name,
    ...partsOf(wanted),
    folderId: folder.id,
    customFieldValues: setCustomValues(book, 'Contact', [], wanted.customValues ?? []),
  };
  book.contacts.add(contact);
  book.announce({ model: 'contact', event: 'created', record: contact });
  return contact;
}

function partsOf(wanted: ContactChange): ContactParts {
  const { firstName = null, middleName = null, lastName = null, prefix = null } = wanted;
  const { title = null, dateOfBirth = null, email = null, companyId = null } = wanted;
  return { firstName, middleName, lastName, prefix, title, dateOfBirth, email, companyId };
}

/** Changes a contact; a person's full name follows its parts. */
export function changeContact(book: FirmBook, contact: Contact, change: ContactChange): void {
  const { customValues, name, ...parts } = change;
  for (const [key, value] of Object.entries(parts)) {
    if (value !== undefined) Object.assign(contact, { [key]: value });
  }
  const partsGiven = change.firstName !== undefined || change.lastName !== undefined;
  contact.name = contact.type === 'Person' && partsGiven ? nameOf('Person', contact) : (name ?? contact.name);
  if (customValues !== undefined) {
    contact.customFieldValues = setCustomValues(book, 'Contact', contact.customFieldValues, customValues);
  }
  book.contacts.touch(contact);
  book.announce({ model: 'contact', event: 'updated', record: contact });
}

function nameOf(type: 'Person' | 'Company', parts: ContactChange): string {
  if (type === 'Company') return parts.name ?? '';
  const full = [parts.firstName, parts.middleName, parts.lastName].filter(Boolean).join(' ');
  return full === '' ? (parts.name ?? '') : full;
}
