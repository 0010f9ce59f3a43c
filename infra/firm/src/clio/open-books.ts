import { z } from 'zod';
import { FIRM_BOOK } from '../firm-book.js';
import type { FirmContact, FirmMatter } from '../firm-book.js';
import type { ClioCalls } from './clio-calls.js';

/** Clio's ids of the book's matters (in the order of the book) and categories (by name). */
export interface OpenedBooks {
  readonly matterIds: readonly number[];
  readonly categoryIds: ReadonlyMap<string, number>;
}

/**
 * Brings practice areas, document categories, contacts and matters into Clio. What is there already, by its
 * exact name or number, is used and not made again. `attorneyIds`: users of the account by e-mail address.
 */
export async function openBooks(
  clio: ClioCalls,
  attorneyIds: ReadonlyMap<string, number>,
): Promise<OpenedBooks> {
  const practiceAreaIds = await ensureAll(clio, {
    path: '/practice_areas.json',
    key: 'name',
    wanted: FIRM_BOOK.practiceAreas.map((area) => ({ ...area })),
  });
  const categoryIds = await ensureAll(clio, {
    path: '/document_categories.json',
    key: 'name',
    wanted: FIRM_BOOK.documentCategories.map((name) => ({ name })),
  });
  const contactIds = await ensureAll(clio, {
    path: '/contacts.json',
    key: 'name',
    wanted: FIRM_BOOK.contacts.map(contactData),
  });
  const matterIds = await ensureAll(clio, {
    path: '/matters.json',
    key: 'display_number',
    wanted: FIRM_BOOK.matters.map((matter) => ({
      ...matterData(matter),
      client: { id: idOf(contactIds, matter.client) },
      practice_area: { id: idOf(practiceAreaIds, matter.practiceArea) },
      ...attorney(attorneyIds.get(matter.responsibleAttorney)),
    })),
  });
  return { matterIds: FIRM_BOOK.matters.map((matter) => idOf(matterIds, matter.displayNumber)), categoryIds };
}

interface Ensured<Key extends string> {
  readonly path: string;
  /** The field that tells two records apart. */
  readonly key: Key;
  readonly wanted: readonly (Record<string, unknown> & Record<Key, string>)[];
}

async function ensureAll<Key extends string>(
  clio: ClioCalls,
  { path, key, wanted }: Ensured<Key>,
): Promise<Map<string, number>> {
  const fields = `id,${key}`;
  const row = z
    .looseObject({ id: z.number() })
    .transform((record) => ({ id: record.id, key: z.string().parse(record[key]) }));
  const present = async () => clio.list(path, { fields }, row);
  const ids = new Map((await present()).map((record) => [record.key, record.id]));
  for (const data of wanted) {
    const value = data[key];
    if (ids.has(value)) continue;
    const settle = async () => (await present()).find((record) => record.key === value);
    const made = await clio.create({ path, fields, data, answer: row, settle });
    ids.set(value, made.id);
  }
  return ids;
}

function contactData(contact: FirmContact) {
  return {
    type: contact.type,
    name: contact.name,
    ...(contact.firstName === undefined ? {} : { first_name: contact.firstName }),
    ...(contact.lastName === undefined ? {} : { last_name: contact.lastName }),
    ...(contact.email === undefined
      ? {}
      : { email_addresses: [{ name: 'Work', address: contact.email, default_email: true }] }),
  };
}

function matterData(matter: FirmMatter) {
  return {
    display_number: matter.displayNumber,
    description: matter.description,
    status: matter.status,
    open_date: matter.openDate,
  };
}

function attorney(id: number | undefined) {
  return id === undefined ? {} : { responsible_attorney: { id }, originating_attorney: { id } };
}

function idOf(ids: ReadonlyMap<string, number>, name: string): number {
  const id = ids.get(name);
  if (id === undefined) throw new RangeError(`the firm book names ${JSON.stringify(name)} nowhere`);
  return id;
}
