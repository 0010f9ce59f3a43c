import { onTestFinished } from 'vitest';
import { startClioEmulator, type ClioEmulator } from '@counterpart/emulator-clio';
import { faultPlan, type FaultPlan } from '@counterpart/testing';

const TOKEN = 'fake-clio-access-token';

interface Created {
  readonly data: {
    readonly id: number;
    readonly latest_document_version?: {
      readonly uuid: string;
      readonly put_url: string;
      readonly put_headers: readonly { readonly name: string; readonly value: string }[];
    };
  };
}

/** An emulated Clio in which a firm has worked for years. */
export class OldFirm {
  readonly #emulator: ClioEmulator;
  #client = 0;
  readonly plan: FaultPlan;

  constructor(emulator: ClioEmulator) {
    this.#emulator = emulator;
    this.plan = faultPlan(emulator.url, onTestFinished);
  }

  get url(): string {
    return this.#emulator.url;
  }

  get downloadUrl(): string {
    return this.#emulator.downloadUrl;
  }

  close(): Promise<void> {
    return this.#emulator.close();
  }

  async openMatter(): Promise<number> {
    this.#client ||= (await this.send('POST', '/contacts.json', { type: 'Company', name: 'Reyes' })).data.id;
    const matter = { client: { id: this.#client }, description: 'Reyes', status: 'open' };
    return (await this.send('POST', '/matters.json', matter)).data.id;
  }

  add(matter: number, name: string, bytes: Buffer): Promise<string> {
    return this.upload({ id: matter, type: 'Matter' }, name, bytes);
  }

  /** Uploads a later version of a document. */
  async addVersion(document: string, bytes: Buffer): Promise<void> {
    await this.upload({ id: Number(document), type: 'Document' }, 'Later.pdf', bytes);
  }

  private async upload(parent: object, name: string, bytes: Buffer): Promise<string> {
    const fields = 'id,latest_document_version{uuid,put_url,put_headers}';
    const made = await this.send('POST', `/documents.json?fields=${fields}`, {
      name,
      filename: name,
      parent,
    });
    const version = made.data.latest_document_version;
    if (version === undefined) throw new Error('no version came');
    const headers = Object.fromEntries(version.put_headers.map((header) => [header.name, header.value]));
    await fetch(version.put_url, { method: 'PUT', headers, body: Buffer.from(bytes) });
    await this.send('PATCH', `/documents/${made.data.id}.json`, { uuid: version.uuid, fully_uploaded: true });
    return String(made.data.id);
  }

  /** An upload that has begun and is not over. */
  async begin(matter: number, name: string): Promise<string> {
    const parent = { id: matter, type: 'Matter' };
    return String((await this.send('POST', '/documents.json', { name, filename: name, parent })).data.id);
  }

  async trash(document: string): Promise<void> {
    await fetch(`${this.url}/api/v4/documents/${document}.json`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${TOKEN}` },
    });
  }

  /** The next upload is told of as complete, and shown as unfinished for so long of Clio’s time. */
  holdNextUpload(forMs: number): Promise<void> {
    return this.order('PUT', 'uploads', { hold: 1, forMs });
  }

  /** Clio’s time goes on. */
  async passTime(ms: number): Promise<void> {
    await this.order('POST', 'clock', { advanceMs: ms });
  }

  private async order(method: string, path: string, body: object): Promise<void> {
    const response = await fetch(`${this.url}/_emulator/${path}`, { method, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }

  private async send(method: string, path: string, data: object): Promise<Created> {
    const response = await fetch(`${this.url}/api/v4${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ data }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Created;
  }
}

export const startOldFirm = async (): Promise<OldFirm> =>
  new OldFirm(await startClioEmulator({ allowHttpWebhooks: true, rateLimit: null }));

/** A page of Clio’s that holds nothing but a record which the connected user may not see. */
export const hiddenPage = (path: string) => ({
  match: { method: 'GET', path },
  times: 1,
  effect: { status: { code: 200, body: { data: [{ id: 7, redacted: true }], meta: { paging: {} } } } },
});
