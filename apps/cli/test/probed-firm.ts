import { ClioConnections, DropboxConnections } from '@counterpart/connections';
import { DEFAULT_POLICY, FirmId, type Policy } from '@counterpart/contracts';
import {
  startClioEmulator,
  type ClioEmulator,
  type EmulatorOptions as ClioOptions,
} from '@counterpart/emulator-clio';
import { startDropboxEmulator, type EmulatorOptions } from '@counterpart/emulator-dropbox';
import { Firms, type Firm } from '@counterpart/service-defaults';
import { faultPlan, type FaultPlan } from '@counterpart/testing';
import { onTestFinished } from 'vitest';
import { clioProbes } from '../src/adapters/clio-probes.js';
import { dropboxProbes } from '../src/adapters/dropbox-probes.js';
import { meaningOfProbe } from '../src/adapters/probe-meanings.js';
import { clockSkew } from '../src/probe-firm/clock-skew.js';
import { probeFirm, type Diagnosis } from '../src/probe-firm/probe-firm.handler.js';

export const REYES = FirmId.parse('reyes');
const BEARER = { authorization: 'Bearer fake-clio-access-token' };

/** A firm of the firms file, at these clouds. */
export const firmAt = (clio: Partial<Firm['clio']>, dropbox: Partial<Firm['dropbox']> = {}): Firm => ({
  firm: REYES,
  clio: {
    baseUrl: 'http://127.0.0.1:9',
    downloadOrigins: ['http://127.0.0.1:9'],
    webhookUrl: 'https://in.example',
    grant: { accessToken: 'fake-clio-access-token' },
    ...clio,
  },
  dropbox: {
    apiUrl: 'http://127.0.0.1:9',
    contentUrl: 'http://127.0.0.1:9',
    grant: { accessToken: 'fake-dropbox-access-token' },
    ...dropbox,
  },
  alerts: [],
  quotas: {},
});

/** What a probe found, by its name. */
export const found = ({ probes }: Diagnosis, name: string): Diagnosis['probes'][number] | undefined =>
  probes.find(({ probe }) => probe === name);

/** Names of the probes that failed. */
export const failedOf = ({ probes }: Diagnosis): readonly string[] =>
  probes.filter(({ outcome }) => outcome === 'failed').map(({ probe }) => probe);

/** An emulated Dropbox that ends with the test. */
interface ProbedDropbox {
  readonly url: string;
  /** Calls its admin desk. */
  admin(method: string, path: string, body?: unknown): Promise<void>;
  readonly plan: FaultPlan;
  diagnose(policy?: Policy): Promise<Diagnosis>;
}

export async function startDropbox(options: Partial<EmulatorOptions> = {}): Promise<ProbedDropbox> {
  const emulator = await startDropboxEmulator(options);
  onTestFinished(() => emulator.close());
  const { url } = emulator;
  const firms = new Firms([firmAt({}, { apiUrl: url, contentUrl: url })]);
  return {
    url,
    admin: (method, path, body) => desk(url, method, path, body),
    plan: faultPlan(url, onTestFinished),
    diagnose: (policy = DEFAULT_POLICY) => {
      // Connected anew each time, as a command is.
      const connections = new DropboxConnections(firms);
      const probes = dropboxProbes({ connections, firm: REYES, policy, isTeam: false });
      return probeFirm(REYES, probes, meaningOfProbe);
    },
  };
}

/** An emulated Clio that ends with the test. */
interface ProbedClio {
  readonly clio: ClioEmulator;
  admin(method: string, path: string, body?: unknown): Promise<void>;
  readonly plan: FaultPlan;
  /** Adds a document of these bytes. */
  add(bytes: string): Promise<void>;
  diagnose(settings?: Partial<Firm['clio']>): Promise<Diagnosis>;
}

export async function startClio(options: Partial<ClioOptions> = {}): Promise<ProbedClio> {
  const clio = await startClioEmulator({ rateLimit: null, ...options });
  onTestFinished(() => clio.close());
  const own = { baseUrl: clio.url, downloadOrigins: [clio.downloadUrl] };
  return {
    clio,
    admin: (method, path, body) => desk(clio.url, method, path, body),
    plan: faultPlan(clio.url, onTestFinished),
    add: (bytes) => addDocument(clio.url, bytes),
    diagnose: (settings = {}) => {
      const client = new ClioConnections(new Firms([firmAt({ ...own, ...settings })])).of(REYES);
      return probeFirm(
        REYES,
        clioProbes(client, (clock) => clockSkew(new Date(), clock)),
        meaningOfProbe,
      );
    },
  };
}

async function desk(url: string, method: string, path: string, body: unknown): Promise<void> {
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${url}/_emulator/${path}`, {
    method,
    ...(sent === undefined ? {} : { body: sent }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
}

interface Made {
  readonly data: {
    readonly id: number;
    readonly latest_document_version?: {
      readonly uuid: string;
      readonly put_url: string;
      readonly put_headers: readonly { readonly name: string; readonly value: string }[];
    };
  };
}

/** Adds a document to a new matter, and its bytes. */
export async function addDocument(url: string, bytes: string): Promise<void> {
  const call = async (method: string, path: string, data: object): Promise<Made> => {
    const response = await fetch(`${url}/api/v4${path}`, {
      method,
      headers: { ...BEARER, 'content-type': 'application/json' },
      body: JSON.stringify({ data }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Made;
  };
  const client = await call('POST', '/contacts.json', { type: 'Company', name: 'Northwind' });
  const about = { client: { id: client.data.id }, description: 'Sale of the mill' };
  const parent = { id: (await call('POST', '/matters.json', about)).data.id, type: 'Matter' };
  const fields = 'id,latest_document_version{uuid,put_url,put_headers}';
  const { data } = await call('POST', `/documents.json?fields=${fields}`, { name: 'Brief.pdf', parent });
  const version = data.latest_document_version;
  if (version === undefined) throw new Error('no version came');
  const headers = Object.fromEntries(version.put_headers.map(({ name, value }) => [name, value]));
  await fetch(version.put_url, { method: 'PUT', headers, body: bytes });
  await call('PATCH', `/documents/${data.id}.json`, { uuid: version.uuid, fully_uploaded: true });
}
