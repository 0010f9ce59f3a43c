import { ApiError, invalidQuery, notFound } from '../api-error.js';
import { parseFields, show, type Selection, type Shape } from '../fields.js';
import { empty, json, type Reply } from '../http/reply.js';
import { pageOf, type Orders } from '../paging.js';
import type { Entry } from '../state/records.js';
import type { Table } from '../state/table.js';
import { parseInstant } from '../timestamps.js';
import type { Call } from './route.js';

/** The record a path names. Throws 404 for an unknown or malformed id. */
export function recordOf<T extends Entry>(call: Call, table: Table<T>, param = 'id'): T {
  const record = table.get(Number(call.params[param]));
  if (record === undefined) throw notFound();
  return record;
}

/** Answers a GET of one record, with 304 when the client already has this state. */
export function answerOne<T extends Entry>(call: Call, shape: Shape<T>, record: T): Reply {
  const selection = parseFields(call.query.get('fields'), shape);
  if (isUnchanged(call, record)) return empty(304, { ETag: record.etag });
  return answer(200, shape, record, selection);
}

function answer<T extends Entry>(status: number, shape: Shape<T>, record: T, selection: Selection): Reply {
  const headers = { ETag: record.etag, 'Last-Modified': new Date(record.updatedAt).toUTCString() };
  return json(status, { data: show(shape, record, selection) }, headers);
}

/** Runs a change and shows its result. The fields are checked first, so a bad projection changes nothing. */
export async function answerChange<T extends Entry>(
  call: Call,
  shape: Shape<T>,
  status: 200 | 201,
  change: () => T | Promise<T>,
): Promise<Reply> {
  const selection = parseFields(call.query.get('fields'), shape);
  return answer(status, shape, await change(), selection);
}

/** Answers a list: common filters, order, one page. `matching` comes in ascending id order. */
export function answerList<T extends Entry>(
  call: Call,
  shape: Shape<T>,
  matching: Iterable<T>,
  orders: Orders<T>,
): Reply {
  const selection = parseFields(call.query.get('fields'), shape);
  const wanted = commonFilter(call.query);
  const page = pageOf([...matching].filter(wanted), call.query, orders, call.url);
  return json(200, { data: page.records.map((record) => show(shape, record, selection)), meta: page.meta });
}

/** `ids[]`, `created_since` and `updated_since`; the instants are compared in whole seconds, inclusive. */
function commonFilter(query: URLSearchParams): (record: Entry) => boolean {
  const ids = query.getAll('ids[]').flatMap((part) => part.split(',').map(Number));
  const wantedIds = query.has('ids[]') ? new Set(ids) : null;
  const createdSince = instantOf(query, 'created_since');
  const updatedSince = instantOf(query, 'updated_since');
  return (record) =>
    (wantedIds === null || wantedIds.has(record.id)) &&
    (createdSince === null || wholeSecond(record.createdAt) >= createdSince) &&
    (updatedSince === null || wholeSecond(record.updatedAt) >= updatedSince);
}

function wholeSecond(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}

/** An instant of the query in milliseconds, null when not given. Throws 400 when it cannot be read. */
function instantOf(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const instant = parseInstant(text);
  if (instant === null) throw invalidQuery(`'${text}' is not a valid ${name}`);
  return wholeSecond(instant);
}

/** True for `name=true` or `name=1`. */
export function flagOf(query: URLSearchParams, name: string): boolean {
  return ['true', '1'].includes(query.get(name) ?? '');
}

/**
 * An id filter: `wants(query, 'matter_id')(record.matterId)`. The word `null` asks for records without
 * that association. Throws 400 when the filter is no id.
 */
export function wants(query: URLSearchParams, name: string): (id: number | null) => boolean {
  const text = query.get(name);
  if (text === null) return () => true;
  if (text === 'null') return (id) => id === null;
  const wanted = Number(text);
  if (!Number.isSafeInteger(wanted)) throw invalidQuery(`'${text}' is not a valid ${name}`);
  return (id) => id === wanted;
}

/** The `query=` search: case-insensitive, anywhere in one of the texts. */
export function searchFor(query: URLSearchParams): (...texts: (string | null)[]) => boolean {
  const needle = query.get('query')?.toLowerCase();
  if (needle === undefined) return () => true;
  return (...texts) => texts.some((text) => text?.toLowerCase().includes(needle));
}

function isUnchanged({ headers }: Call, record: Entry): boolean {
  const wanted = headers['if-none-match'];
  if (wanted !== undefined) return etagsOf(wanted).includes(record.etag);
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return !Number.isNaN(since) && wholeSecond(record.updatedAt) <= since;
}

/** Throws 412 when `If-Match` is sent and names another state of the record. */
export function requireMatch(call: Call, record: Entry): void {
  const wanted = call.headers['if-match'];
  if (wanted === undefined || wanted.trim() === '*' || etagsOf(wanted).includes(record.etag)) return;
  throw new ApiError(412, 'PreconditionFailed', 'The record has changed: If-Match does not match its etag');
}

function etagsOf(header: string): string[] {
  return header.split(',').map((etag) => etag.trim().replace(/^W\//, ''));
}
