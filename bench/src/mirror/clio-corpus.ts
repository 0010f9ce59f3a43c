import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { bytesOf, type CorpusFile } from './corpus.js';

/** A document in Clio, as a webhook tells of it. */
export interface ClioDocument {
  readonly id: number;
  readonly etag: string;
  readonly matter: number;
  readonly version: number;
  readonly file: CorpusFile;
}

const Created = z.object({
  data: z.object({
    id: z.number(),
    latest_document_version: z.object({
      id: z.number(),
      uuid: z.string(),
      put_url: z.string(),
      put_headers: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  }),
});
const Id = z.object({ data: z.object({ id: z.number(), etag: z.string().nullish() }) });
const FIELDS = 'id,latest_document_version{id,uuid,put_url,put_headers}';
const AT_ONCE = 8;

/** Puts a corpus into Clio through Clio’s API. */
export class ClioLoader {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** A matter to put documents into. */
  async openMatter(): Promise<number> {
    const contact = Id.parse(await this.#call('POST', '/contacts.json', { type: 'Company', name: 'Reyes' }));
    const matter = { client: { id: contact.data.id }, description: 'Reyes', status: 'open' };
    return Id.parse(await this.#call('POST', '/matters.json', matter)).data.id;
  }

  /** Clio tells nobody of what happens from now on: whoever measures announces it. */
  async keepQuiet(): Promise<void> {
    const response = await fetch(`${this.url}/_emulator/blackout`, {
      method: 'PUT',
      body: JSON.stringify({ on: true }),
    });
    if (!response.ok) throw new Error(`blackout: ${response.status}`);
  }

  async load(files: readonly CorpusFile[], matter: number): Promise<readonly ClioDocument[]> {
    const documents: ClioDocument[] = [];
    const rest = files.values();
    const lane = async (): Promise<void> => {
      for (const file of rest) documents.push(await this.#add(file, matter));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return documents.toSorted((a, b) => a.file.index - b.file.index);
  }

  async #add(file: CorpusFile, matter: number): Promise<ClioDocument> {
    const wish = { name: file.name, filename: file.name, parent: { id: matter, type: 'Matter' } };
    const { data } = Created.parse(await this.#call('POST', `/documents.json?fields=${FIELDS}`, wish));
    const { id: version, uuid, put_url: target, put_headers: headers } = data.latest_document_version;
    await put(target, headers, file);
    const confirmed = { uuid, fully_uploaded: true };
    const { etag } = Id.parse(
      await this.#call('PATCH', `/documents/${data.id}.json?fields=id,etag`, confirmed),
    ).data;
    return { id: data.id, etag: etag ?? '', matter, version, file };
  }

  async #call(method: string, path: string, data: object): Promise<unknown> {
    const response = await fetch(`${this.url}/api/v4${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ data }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}

/** Sends the bytes to the signed address, with their length: object stores refuse a body of unknown length. */
async function put(
  url: string,
  headers: readonly { readonly name: string; readonly value: string }[],
  file: CorpusFile,
): Promise<void> {
  const given = Object.fromEntries(headers.map(({ name, value }) => [name, value]));
  const sending = request(url, { method: 'PUT', headers: { ...given, 'Content-Length': file.bytes } });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  await pipeline(Readable.from(bytesOf(file)), sending);
  const [response] = await answered;
  response.resume();
  const { statusCode = 0 } = response;
  if (statusCode >= 300) throw new Error(`PUT of ${file.name}: ${statusCode}`);
}
