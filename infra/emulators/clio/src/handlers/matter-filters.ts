import { invalidQuery } from '../api-error.js';
import type { Orders } from '../paging.js';
import type { FirmBook } from '../state/firm-book.js';
import { MATTER_STATUSES, type Matter, type MatterStatus } from '../state/records.js';
import { isDay } from '../timestamps.js';
import { flagOf, searchFor, wants } from './answers.js';

/** Filters of the matter list the emulator honours, and those it knows but cannot answer differently. */
export const MATTER_QUERY = [
  'billable',
  'client_id',
  'close_date[]',
  'close_date',
  'custom_field_ids[]',
  'custom_field_values',
  'grant_id',
  'group_id',
  'notification_event_subscriber_user_id',
  'open_date[]',
  'open_date',
  'originating_attorney_id',
  'pending_date[]',
  'pending_date',
  'practice_area_id',
  'query',
  'responsible_attorney_id',
  'responsible_staff_id',
  'status',
  'subscriber_user_id',
] as const;

/** What the matter list can be ordered by. */
export function matterOrders(book: FirmBook): Orders<Matter> {
  return {
    id: (matter) => matter.id,
    display_number: (matter) => matter.displayNumber,
    custom_number: (matter) => matter.customNumber ?? '',
    'client.name': (matter) => book.contacts.get(matter.clientId)?.name ?? '',
    'practice_area.name': (matter) => book.practiceAreas.get(matter.practiceAreaId)?.name ?? '',
    'responsible_attorney.name': (matter) => book.users.get(matter.responsibleAttorneyId)?.name ?? '',
    'originating_attorney.name': (matter) => book.users.get(matter.originatingAttorneyId)?.name ?? '',
    open_date: (matter) => matter.openDate ?? '',
    pending_date: (matter) => matter.pendingDate ?? '',
    close_date: (matter) => matter.closeDate ?? '',
    created_at: (matter) => matter.createdAt,
    updated_at: (matter) => matter.updatedAt,
  };
}

/** The matters a list call asks for. Throws 400 on a filter value that cannot be read. */
export function listedMatters(book: FirmBook, query: URLSearchParams): Matter[] {
  const statuses = statusesOf(query);
  const client = wants(query, 'client_id');
  const area = wants(query, 'practice_area_id');
  const responsible = wants(query, 'responsible_attorney_id');
  const originating = wants(query, 'originating_attorney_id');
  const search = searchFor(query);
  const dates = dateFilter(query);
  const people = (matter: Matter): boolean =>
    client(matter.clientId) &&
    responsible(matter.responsibleAttorneyId) &&
    originating(matter.originatingAttorneyId);
  return [...book.matters.all()].filter(
    (matter) =>
      (statuses === null || statuses.has(matter.status)) &&
      (!query.has('billable') || matter.billable === flagOf(query, 'billable')) &&
      people(matter) &&
      area(matter.practiceAreaId) &&
      dates(matter) &&
      search(matter.displayNumber, matter.description, book.contacts.get(matter.clientId)?.name ?? null),
  );
}

function statusesOf(query: URLSearchParams): Set<MatterStatus> | null {
  const text = query.get('status');
  if (text === null) return null;
  return new Set(
    text.split(',').map((part) => {
      const status = MATTER_STATUSES.find((known) => known === part.trim().toLowerCase());
      if (status === undefined) throw invalidQuery(`'${part}' is not a valid status`);
      return status;
    }),
  );
}

const DATE_FIELDS: readonly [string, (matter: Matter) => string | null][] = [
  ['open_date', (matter) => matter.openDate],
  ['pending_date', (matter) => matter.pendingDate],
  ['close_date', (matter) => matter.closeDate],
];

const COMPARE: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '=': (left, right) => left === right,
  '<=': (left, right) => left <= right,
  '<': (left, right) => left < right,
};

/** `open_date[]=>=2020-01-01` and its like; every given value must hold. */
function dateFilter(query: URLSearchParams): (matter: Matter) => boolean {
  const tests = DATE_FIELDS.flatMap(([name, dateOf]) =>
    [...query.getAll(name), ...query.getAll(`${name}[]`)].map((text) => dateTest(name, text, dateOf)),
  );
  return (matter) => tests.every((test) => test(matter));
}

function dateTest(
  name: string,
  text: string,
  dateOf: (matter: Matter) => string | null,
): (matter: Matter) => boolean {
  const match = /^(>=|<=|>|<|=)(.*)$/.exec(text);
  const compare = COMPARE[match?.[1] ?? ''];
  const wanted = match?.[2] ?? '';
  if (compare === undefined || !isDay(wanted)) throw invalidQuery(`'${text}' is not a valid ${name}`);
  return (matter) => {
    const date = dateOf(matter);
    return date !== null && compare(date, wanted);
  };
}
