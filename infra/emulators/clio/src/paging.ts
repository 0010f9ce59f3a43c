import { invalidArgument, invalidQuery } from './api-error.js';
import type { JsonObject } from './json.js';
import type { Entry } from './state/records.js';

const MAX_LIMIT = 200;
/** Offset paging ends here; only cursor paging goes further. */
const MAX_OFFSET_RECORDS = 10_000;

/** The value a list can be ordered by, per order name. */
export type Orders<T> = Readonly<Record<string, (record: T) => string | number>>;

/** One page and what `meta` says of it. */
export interface Page<T> {
  readonly records: T[];
  readonly meta: JsonObject;
}

interface Order {
  readonly field: string;
  readonly descending: boolean;
}

type Token = { readonly after: number } | { readonly offset: number };

/**
 * Cuts one page out of the matching records, which come in ascending id order. `order=id(asc)` without
 * `offset` pages by cursor without end; every other way pages by offset, up to 10 000 records.
 */
export function pageOf<T extends Entry>(
  matching: T[],
  query: URLSearchParams,
  orders: Orders<T>,
  self: URL,
): Page<T> {
  const limit = readLimit(query.get('limit'));
  const order = readOrder(query.get('order'), orders);
  const token = readToken(query.get('page_token'));
  const byCursor = query.get('order') === 'id(asc)' && !query.has('offset');
  const page = byCursor
    ? cursorPage(matching, token, limit)
    : offsetPage(sorted(matching, order, orders), query, token, limit);
  const paging: JsonObject = {};
  if (page.next !== null) paging['next'] = linkTo(self, page.next);
  if (page.previous !== null) paging['previous'] = linkTo(self, page.previous);
  return { records: page.records, meta: { paging, records: matching.length } };
}

interface Cut<T> {
  readonly records: T[];
  readonly next: Token | null;
  readonly previous: Token | null;
}

function cursorPage<T extends Entry>(matching: T[], token: Token | null, limit: number): Cut<T> {
  const after = token !== null && 'after' in token ? token.after : 0;
  const start = matching.findIndex((record) => record.id > after);
  if (start < 0) return { records: [], next: null, previous: null };
  const records = matching.slice(start, start + limit);
  const last = records.at(-1);
  const hasMore = start + limit < matching.length && last !== undefined;
  const before = start === 0 ? null : { after: matching[start - limit - 1]?.id ?? 0 };
  return { records, next: hasMore ? { after: last.id } : null, previous: before };
}

function offsetPage<T>(matching: T[], query: URLSearchParams, token: Token | null, limit: number): Cut<T> {
  const start = token !== null && 'offset' in token ? token.offset : readOffset(query.get('offset'));
  if (start >= MAX_OFFSET_RECORDS) {
    throw invalidArgument(`paging by offset ends at ${MAX_OFFSET_RECORDS} records; use order=id(asc)`);
  }
  const end = Math.min(start + limit, MAX_OFFSET_RECORDS);
  return {
    records: matching.slice(start, end),
    next: start + limit < matching.length ? { offset: start + limit } : null,
    previous: start === 0 ? null : { offset: Math.max(0, start - limit) },
  };
}

function sorted<T>(matching: T[], order: Order, orders: Orders<T>): T[] {
  const key = orders[order.field];
  if (key === undefined) return matching;
  const sign = order.descending ? -1 : 1;
  return [...matching].sort((left, right) => {
    const [a, b] = [key(left), key(right)];
    return a < b ? -sign : a > b ? sign : 0;
  });
}

function readLimit(text: string | null): number {
  if (text === null) return MAX_LIMIT;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw invalidQuery(`'${text}' is not a valid limit (1 to ${MAX_LIMIT})`);
  }
  return limit;
}

function readOffset(text: string | null): number {
  if (text === null) return 0;
  const offset = Number(text);
  if (!Number.isInteger(offset) || offset < 0) throw invalidQuery(`'${text}' is not a valid offset`);
  return offset;
}

function readOrder<T>(text: string | null, orders: Orders<T>): Order {
  const match = /^([a-z_.]+)\((asc|desc)\)$/.exec(text ?? 'id(asc)');
  const field = match?.[1] ?? '';
  if (match === null || !Object.hasOwn(orders, field))
    throw invalidQuery(`'${text ?? ''}' is not a valid order`);
  return { field, descending: match[2] === 'desc' };
}

function readToken(text: string | null): Token | null {
  if (text === null) return null;
  try {
    const token: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (isToken(token)) return token;
  } catch {
    throw invalidQuery('the page_token is not valid');
  }
  throw invalidQuery('the page_token is not valid');
}

function isToken(value: unknown): value is Token {
  if (typeof value !== 'object' || value === null) return false;
  const position: unknown = 'after' in value ? value.after : 'offset' in value ? value.offset : null;
  return typeof position === 'number' && Number.isSafeInteger(position) && position >= 0;
}

function linkTo(self: URL, token: Token): string {
  const link = new URL(self);
  link.searchParams.delete('offset');
  link.searchParams.set('page_token', Buffer.from(JSON.stringify(token)).toString('base64url'));
  return link.href;
}
