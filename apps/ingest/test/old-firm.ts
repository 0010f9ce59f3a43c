import { startClioEmulator, type ClioEmulator } from '@counterpart/emulator-clio';

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

  constructor(emulator: ClioEmulator) {
    this.#emulator = emulator;
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

  async add(matter: number, name: string, bytes: Buffer): Promise<string> {
    const fields = 'id,latest_document_version{uuid,put_url,put_headers}';
    const parent = { id: matter, type: 'Matter' };
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

  async trash(document: string): Promise<void> {
    await fetch(`${this.url}/api/v4/documents/${document}.json`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${TOKEN}` },
    });
  }

  async plan(...rules: readonly object[]): Promise<void> {
    await fetch(`${this.url}/_emulator/faults`, { method: 'PUT', body: JSON.stringify(rules) });
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
