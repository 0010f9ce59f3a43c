import { onTestFinished } from 'vitest';
import { fixedToken, type TokenProvider } from '@counterpart/access-tokens';
import { startClioEmulator, type EmulatorOptions } from '@counterpart/emulator-clio';
import { faultPlan, type FaultPlan } from '@counterpart/testing';
import { ClioClient } from '../src/index.js';

/** An emulated Clio with one matter, and our client on it. */
export interface Firm {
  readonly url: string;
  readonly client: ClioClient;
  readonly matter: string;
  /** Adds a document and its bytes; gives its id. */
  add(bytes: Buffer, data?: object): Promise<string>;
  /** Makes a folder of the matter; gives its id. */
  makeFolder(name: string): Promise<number>;
  readonly plan: FaultPlan;
  admin<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** A client of the same firm with other settings. */
  clientWith(options: ClientSettings): ClioClient;
}

interface ClientSettings {
  readonly token?: TokenProvider;
  readonly timeoutMs?: number;
  readonly downloadOrigins?: readonly string[];
}

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

export async function startFirm(options: Partial<EmulatorOptions> = {}): Promise<Firm> {
  const emulator = await startClioEmulator({ rateLimit: null, allowHttpWebhooks: true, ...options });
  onTestFinished(() => emulator.close());
  const { url, downloadUrl } = emulator;
  const api = async (method: string, path: string, data: object): Promise<Created> => {
    const response = await fetch(`${url}/api/v4${path}`, {
      method,
      headers: { authorization: 'Bearer fake-clio-access-token', 'content-type': 'application/json' },
      body: JSON.stringify({ data }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Created;
  };
  const company = await api('POST', '/contacts.json', { type: 'Company', name: 'Northwind & Sons' });
  const matter = await api('POST', '/matters.json', {
    client: { id: company.data.id },
    description: 'Sale of the mill',
  });
  const clientWith: Firm['clientWith'] = (settings) =>
    new ClioClient({
      baseUrl: url,
      downloadOrigins: [downloadUrl],
      token: fixedToken('fake-clio-access-token'),
      ...settings,
    });
  return {
    url,
    client: clientWith({}),
    matter: String(matter.data.id),
    clientWith,
    add: async (bytes, data = {}) => {
      const parent = { id: matter.data.id, type: 'Matter' };
      const fields = 'id,latest_document_version{uuid,put_url,put_headers}';
      const made = await api('POST', `/documents.json?fields=${fields}`, {
        name: 'Brief.pdf',
        parent,
        ...data,
      });
      const version = made.data.latest_document_version;
      if (version === undefined) throw new Error('no version came');
      const headers = Object.fromEntries(version.put_headers.map(({ name, value }) => [name, value]));
      await fetch(version.put_url, { method: 'PUT', headers, body: Buffer.from(bytes) });
      await api('PATCH', `/documents/${made.data.id}.json`, { uuid: version.uuid, fully_uploaded: true });
      return String(made.data.id);
    },
    makeFolder: async (name) => {
      const parent = { id: matter.data.id, type: 'Matter' };
      return (await api('POST', '/folders.json', { name, parent })).data.id;
    },
    plan: faultPlan(url, onTestFinished),
    admin: async <T>(method: string, path: string, body?: unknown) => {
      const response = await fetch(`${url}/_emulator/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return (text === '' ? null : JSON.parse(text)) as T;
    },
  };
}
