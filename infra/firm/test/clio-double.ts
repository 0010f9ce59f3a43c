import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
}

/** What goes wrong with a call: refused as too many, the answer lost after the effect, or broken before it. */
export type Fault = 'none' | 'busy' | 'answer-lost' | 'error-before';

type Data = Record<string, unknown>;
interface Row {
  readonly id: number;
  readonly data: Data;
  readonly object: { sha256?: string; size?: number; finished: boolean };
}

export const TOKEN = 'fake-clio-token';
const LISTS = ['practice_areas', 'document_categories', 'contacts', 'users', 'matters', 'documents'];

/** As much of Clio as the loader talks to, kept small and strict: it answers, counts and breaks on demand. */
export class ClioDouble {
  readonly calls: Call[] = [];
  readonly tables = new Map<string, Row[]>(LISTS.map((name) => [name, []]));
  fault: (call: Call) => Fault = () => 'none';
  /** Small, so that lists have more than one page. */
  readonly pageSize = 5;
  #server: Server | undefined;

  async start(): Promise<string> {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this.url;
  }

  get url(): string {
    if (this.#server === undefined) throw new Error('the double is not started');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
    if (this.#server?.listening === true) await once(this.#server, 'close');
  }

  rows(table: string): readonly Row[] {
    return this.tables.get(table) ?? [];
  }

  addUser(email: string): number {
    return this.#add('users', { email }).id;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://double');
    const { authorization } = request.headers;
    const call = { method: request.method ?? '', path: url.pathname, query: url.searchParams, authorization };
    const fault = this.fault(call);
    this.calls.push(call);
    if (fault === 'busy') return void response.writeHead(429, { 'Retry-After': '0' }).end('{}');
    if (fault === 'error-before') return void response.writeHead(503).end('{}');
    const [status, body] = await this.#answer(call, request);
    if (fault === 'answer-lost') return void request.socket.destroy();
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }

  async #answer(call: Call, request: IncomingMessage): Promise<readonly [number, unknown]> {
    const [, area, version, table = '', id] = call.path.replace(/\.json$/, '').split('/');
    if (area === 'objects') return this.#put(Number(version), call, request);
    if (call.authorization !== `Bearer ${TOKEN}`) return [401, { error: 'invalid_token' }];
    if (call.method === 'POST')
      return [201, { data: this.#shown(table, this.#add(table, await body(request))) }];
    if (id === undefined) return [200, this.#page(table, call)];
    const row = this.rows(table).find((candidate) => candidate.id === Number(id));
    if (row === undefined) return [404, { error: { type: 'NotFoundError', message: 'Not Found' } }];
    return call.method === 'PATCH'
      ? this.#finish(row, await body(request))
      : [200, { data: this.#shown(table, row) }];
  }

  #add(table: string, data: Data): Row {
    const rows = this.tables.get(table);
    if (rows === undefined) throw new Error(`no list ${table}`);
    const row: Row = {
      id: 3_000_000_000 + LISTS.indexOf(table) * 1_000_000 + rows.length,
      data,
      object: { finished: false },
    };
    rows.push(row);
    return row;
  }

  #shown(table: string, row: Row): Data {
    if (table !== 'documents') return { id: row.id, ...row.data };
    const { finished } = row.object;
    const put_url = finished ? '' : `${this.url}/objects/${row.id}`;
    const put_headers = [{ name: 'Content-Type', value: String(row.data['content_type']) }];
    const version = { uuid: `uuid-${row.id}`, fully_uploaded: finished, put_url, put_headers };
    return { id: row.id, latest_document_version: version };
  }

  #page(table: string, call: Call): Data {
    const property = call.query.get('external_property_value');
    const found = this.rows(table).filter(
      (row) => property === null || JSON.stringify(row.data).includes(`"${property}"`),
    );
    const from = Number(call.query.get('page_token') ?? 0);
    const next = from + this.pageSize;
    const paging = next < found.length ? { next: `${this.url}${call.path}?page_token=${next}` } : {};
    const data = found.slice(from, next).map((row) => this.#shown(table, row));
    return { data, meta: { paging, records: found.length } };
  }

  async #put(id: number, call: Call, request: IncomingMessage): Promise<readonly [number, unknown]> {
    const row = this.rows('documents').find((candidate) => candidate.id === id);
    const expected = Number(request.headers['content-length'] ?? Number.NaN);
    const typed = request.headers['content-type'] === row?.data['content_type'];
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      hash.update(chunk);
      size += chunk.length;
    }
    const sound =
      row !== undefined &&
      !row.object.finished &&
      typed &&
      size === expected &&
      call.authorization === undefined;
    if (!sound) return [403, { error: 'AccessDenied' }];
    Object.assign(row.object, { sha256: hash.digest('hex'), size });
    return [200, {}];
  }

  #finish(row: Row, change: Data): readonly [number, unknown] {
    const uploaded = row.object.sha256 !== undefined && change['uuid'] === `uuid-${row.id}`;
    if (!uploaded || row.object.finished || change['fully_uploaded'] !== true) {
      return [422, { error: { type: 'UploadNotFoundError', message: 'not uploaded, or already marked' } }];
    }
    row.object.finished = true;
    return [200, { data: { id: row.id } }];
  }
}

async function body(request: IncomingMessage): Promise<Data> {
  return ((await json(request)) as { data: Data }).data;
}
