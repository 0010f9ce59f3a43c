import { z } from 'zod';
import type { Stack } from '@counterpart/local';
import { ObservationFailed } from '../observe/get-json.js';

const Version = z.object({
  data: z.object({
    id: z.number(),
    latest_document_version: z.object({
      uuid: z.string(),
      put_url: z.string(),
      put_headers: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  }),
});
const Categories = z.object({ data: z.array(z.object({ id: z.number(), name: z.string() })) });
const Notes = z.object({ data: z.array(z.object({ detail: z.string() })) });
const FIELDS = 'id,latest_document_version{uuid,put_url,put_headers}';

/** Somebody at the firm who works in Clio, through Clio’s own API. */
export class ClioHand {
  constructor(private readonly stack: Stack) {}

  /** Uploads a later version of a document; the uploaded file’s name may give the document its extension. */
  async addVersion(document: string, bytes: Buffer, filename = `Version of ${document}`): Promise<void> {
    const parent = { id: Number(document), type: 'Document' };
    await this.#upload({ name: `Version of ${document}`, filename, parent }, bytes);
  }

  /** Uploads a new document into a matter. @returns its id */
  async addDocument(
    matter: string,
    { name, bytes, category }: { readonly name: string; readonly bytes: Buffer; readonly category?: string },
  ): Promise<string> {
    const parent = { id: Number(matter), type: 'Matter' };
    const wish = { name, filename: name, parent };
    if (category === undefined) return this.#upload(wish, bytes);
    return this.#upload({ ...wish, document_category: { id: await this.#category(category) } }, bytes);
  }

  async rename(document: string, name: string): Promise<void> {
    await this.#call('PATCH', `/documents/${document}.json`, { name });
  }

  /** Puts a document into the trash. */
  async trash(document: string): Promise<void> {
    await this.#call('DELETE', `/documents/${document}.json`);
  }

  /** Takes a document back out of the trash. */
  async restore(document: string): Promise<void> {
    await this.#call('PATCH', `/documents/${document}.json`, { restore: true });
  }

  async describe(matter: string, description: string): Promise<void> {
    await this.#call('PATCH', `/matters/${matter}.json`, { description });
  }

  /** Opens a matter for a client. */
  async openMatter(client: string, description: string): Promise<void> {
    await this.#call('POST', '/matters.json', { client: { id: Number(client) }, description });
  }

  /** Closes a matter, or opens it again. */
  async setStatus(matter: string, status: 'open' | 'closed'): Promise<void> {
    await this.#call('PATCH', `/matters/${matter}.json`, { status });
  }

  /** Texts of the notes that a matter bears. */
  async notesOf(matter: string): Promise<readonly string[]> {
    const list = `/notes.json?type=Matter&matter_id=${matter}&fields=id,detail&limit=200`;
    return Notes.parse(await this.#call('GET', list)).data.map(({ detail }) => detail);
  }

  async renumber(matter: string, number: string): Promise<void> {
    await this.#call('PATCH', `/matters/${matter}.json`, { display_number: number });
  }

  /** Gives a company another name. Clio tells nobody of it but those who watch contacts. */
  async renameClient(contact: string, name: string): Promise<void> {
    await this.#call('PATCH', `/contacts/${contact}.json`, { name });
  }

  /** Puts a document into a category, by its name. */
  async categorise(document: string, category: string): Promise<void> {
    const document_category = { id: await this.#category(category) };
    await this.#call('PATCH', `/documents/${document}.json`, { document_category });
  }

  async #category(wanted: string): Promise<number> {
    const list = Categories.parse(await this.#call('GET', '/document_categories.json?fields=id,name'));
    const found = list.data.find(({ name }) => name === wanted);
    if (found === undefined) throw new ObservationFailed(`there is no category ${wanted}`);
    return found.id;
  }

  /** Clio’s three steps of an upload: asked for, put, told that it is whole. @returns the document’s id */
  async #upload(wish: object, bytes: Buffer): Promise<string> {
    const { data } = Version.parse(await this.#call('POST', `/documents.json?fields=${FIELDS}`, wish));
    const { uuid, put_url: target, put_headers: given } = data.latest_document_version;
    const headers = Object.fromEntries(given.map(({ name, value }) => [name, value]));
    const put = await fetch(target, { method: 'PUT', headers, body: new Uint8Array(bytes) });
    if (!put.ok) throw new ObservationFailed(`the object store answered ${put.status}`);
    await this.#call('PATCH', `/documents/${data.id}.json`, { uuid, fully_uploaded: true });
    return String(data.id);
  }

  async #call(method: string, path: string, data?: object): Promise<unknown> {
    const response = await fetch(`${this.stack.addresses.clio}/api/v4${path}`, {
      method,
      headers: { authorization: `Bearer ${this.stack.clioToken}`, 'content-type': 'application/json' },
      ...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
    });
    const text = await response.text();
    if (!response.ok) throw new ObservationFailed(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }
}
