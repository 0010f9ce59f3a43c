import { isJsonObject, type Json, type JsonObject } from '../json.js';

/** An answer of the API with its JSON body; null when there is no body or it is not JSON. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** A thin client for tests: one bearer, JSON in and out, redirects left to the caller. */
export class ApiClient {
  readonly #origin: string;
  readonly #token: string;

  constructor(origin: string, token = 'fake-clio-access-token') {
    this.#origin = origin;
    this.#token = token;
  }

  async call(
    method: string,
    path: string,
    body?: Json,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    const response = await fetch(`${this.#origin}/api/v4${path}`, {
      method,
      redirect: 'manual',
      headers: {
        Authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: parse(await response.text()) };
  }

  get(path: string, headers?: Record<string, string>): Promise<ApiAnswer> {
    return this.call('GET', path, undefined, headers);
  }

  post(path: string, data: JsonObject): Promise<ApiAnswer> {
    return this.call('POST', path, { data });
  }

  patch(path: string, data: JsonObject, headers?: Record<string, string>): Promise<ApiAnswer> {
    return this.call('PATCH', path, { data }, headers);
  }

  /** Makes a record and gives its id. Throws when the API refuses. */
  async create(path: string, data: JsonObject): Promise<number> {
    const answer = await this.post(path, data);
    const id = at(answer.body, 'data', 'id');
    if (typeof id !== 'number')
      throw new Error(`POST ${path} gave ${answer.status}: ${JSON.stringify(answer.body)}`);
    return id;
  }

  /** Uploads a document (or with a Document as parent a version) in the vendor's three steps; gives the document's id. */
  async upload(data: JsonObject, bytes: string | Uint8Array<ArrayBuffer>): Promise<number> {
    const fields = 'id,latest_document_version{uuid,put_url,put_headers}';
    const { body } = await this.post(`/documents.json?fields=${fields}`, data);
    const id = at(body, 'data', 'id');
    const version = at(body, 'data', 'latest_document_version');
    if (typeof id !== 'number') throw new Error(`the upload was refused: ${JSON.stringify(body)}`);
    const put = await fetch(textAt(version, 'put_url'), {
      method: 'PUT',
      headers: headersFrom(at(version, 'put_headers')),
      body: bytes,
    });
    if (put.status !== 200) throw new Error(`the PUT of the bytes gave ${put.status}: ${await put.text()}`);
    const done = await this.patch(`/documents/${id}.json`, {
      uuid: at(version, 'uuid'),
      fully_uploaded: true,
    });
    if (done.status !== 200)
      throw new Error(`fully_uploaded gave ${done.status}: ${JSON.stringify(done.body)}`);
    return id;
  }
}

/** `put_headers` as headers of a request. */
export function headersFrom(putHeaders: Json): Record<string, string> {
  const pairs = Array.isArray(putHeaders) ? putHeaders : [];
  return Object.fromEntries(pairs.map((pair) => [textAt(pair, 'name'), textAt(pair, 'value')]));
}

/** The value inside a JSON value along keys and indexes; null where the way ends. */
export function at(value: Json, ...way: (string | number)[]): Json {
  return way.reduce<Json>((inner, step) => {
    if (typeof step === 'number') return Array.isArray(inner) ? (inner[step] ?? null) : null;
    return isJsonObject(inner) ? (inner[step] ?? null) : null;
  }, value);
}

/** The text or number at the end of the way, as text. Throws when there is neither. */
export function textAt(value: Json, ...way: (string | number)[]): string {
  const found = at(value, ...way);
  if (typeof found === 'string' || typeof found === 'number') return String(found);
  throw new Error(`there is no text at ${way.join('.')}`);
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text === '' ? null : text;
  }
}
