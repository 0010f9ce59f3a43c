import { onTestFinished } from 'vitest';
import { ClioConnections, DropboxConnections, GrantTokens } from '@counterpart/connections';
import {
  DocumentId,
  documentStream,
  EventId,
  FirmId,
  VersionId,
  type Event,
  type EventName,
} from '@counterpart/contracts';
import { digestContent, StagingMemory } from '@counterpart/dropbox-client';
import { startClioEmulator } from '@counterpart/emulator-clio';
import { startDropboxEmulator } from '@counterpart/emulator-dropbox';
import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import type { Delivery, Verdict } from '@counterpart/eventing';
import { PolicyBook } from '@counterpart/policies';
import { Marks } from '@counterpart/restricted-folder';
import { Firms, type Firm } from '@counterpart/service-defaults';
import { faultPlan, testDatabase, type FaultPlan } from '@counterpart/testing';
import { ClioContent } from '../src/adapters/clio-content.js';
import { ClioSourceRecords } from '../src/adapters/clio-records.js';
import { DropboxCounterparts } from '../src/adapters/dropbox-counterparts.js';
import { DropboxGate } from '../src/adapters/dropbox-gate.js';
import { DropboxPresent } from '../src/adapters/dropbox-present.js';
import { DropboxStaging } from '../src/adapters/dropbox-staging.js';
import { UPLOADER_MIGRATIONS } from '../src/adapters/migrations.js';
import { StoredRuns } from '../src/adapters/told-runs.js';
import { StoredVersions } from '../src/adapters/told-versions.js';
import { StagingDesk } from '../src/adapters/staging-desk.js';
import { FileOwnersStore } from '../src/adapters/file-owners.store.js';
import { StagingProgressEntity } from '../src/adapters/staging-progress.entity.js';
import { StagingProgressStore } from '../src/adapters/staging-progress.store.js';
import { transferVerdict } from '../src/adapters/transfer-verdict.js';
import { CommitStaged } from '../src/commit-staged/commit-staged.handler.js';
import { StageDocument } from '../src/stage-document/stage-document.handler.js';
import { MATTER, tellDocument } from './facts.js';

const MIB = 1024 * 1024;
export const CHUNK = 4 * MIB;
const FIRM = FirmId.parse('hartwell');
const CLIO_TOKEN = 'fake-clio-access-token';

/** A document in the emulated Clio. */
export interface ClioFile {
  readonly document: DocumentId;
  readonly version: VersionId;
  readonly bytes: Buffer;
}

/** One process of the uploader: its handlers, on the real database and the emulators. */
export interface Uploader {
  stage(event: Event<'DocumentRouted'>, signal?: AbortSignal, tries?: number): Promise<Verdict>;
  commit(events: readonly Event<'DocumentStaged'>[], signal?: AbortSignal): Promise<readonly Verdict[]>;
}

/** What a process of its own needs. */
interface Ground {
  readonly databaseUrl: string;
  readonly firm: Firm;
}

/** The world around the uploader. */
export interface Scene {
  readonly store: EventStore;
  readonly ground: Ground;
  readonly dropboxUrl: string;
  readonly firm: FirmId;
  uploader(): Uploader;
  /** A process whose commits go as told. */
  committer(files: (connections: DropboxConnections) => DropboxCounterparts): Uploader;
  /** A process whose inspections of the restricted folder take so long, by its clock. */
  slow(inspection: (documents: number) => number): Uploader;
  /** What is known of Dropbox’s folders, by a clock in milliseconds. */
  present(now: () => number): DropboxPresent;
  addDocument(bytes: Buffer): Promise<ClioFile>;
  /** Gives a document a later version in Clio. */
  addVersion(file: ClioFile, bytes: Buffer): Promise<ClioFile>;
  readonly planDropbox: FaultPlan;
  readonly planClio: FaultPlan;
  dropbox<T>(method: string, path: string, body?: unknown): Promise<T>;
  clio<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** How often each planned fault of Clio has struck. */
  clioStrikes(): Promise<readonly number[]>;
  /** Files that lie in Dropbox: path → content hash. */
  tree(): Promise<ReadonlyMap<string, string>>;
  /** Routes that Dropbox was called by. */
  calls(): Promise<readonly string[]>;
  /** Events of a document beyond those that made it. */
  story(file: ClioFile): Promise<readonly Event[]>;
}

const now = (): Date => new Date();

/** @param grants Dropbox’s grants, as the uploader has them */
export async function startScene(grants = new GrantTokens()): Promise<Scene> {
  const database = await testDatabase();
  await runMigrations({
    url: database.ownerUrl,
    extra: UPLOADER_MIGRATIONS,
    serviceSchemas: ['uploader'],
  });
  const dataSource = await storeDataSource({
    url: database.serviceUrl,
    entities: [StagingProgressEntity],
    applicationName: 'spec',
  }).initialize();
  const clio = await startClioEmulator({ rateLimit: null });
  const dropbox = await startDropboxEmulator();
  onTestFinished(async () => {
    await dataSource.destroy();
    await Promise.all([clio.close(), dropbox.close()]);
    await database.drop();
  });
  const store = new EventStore(dataSource);
  const ground = { databaseUrl: database.serviceUrl, firm: firmAt(clio, dropbox.url) };
  const firms = new Firms([ground.firm]);
  const box = adminOf(dropbox.url);
  const matter = await openMatter(clio.url);
  return {
    store,
    ground,
    dropboxUrl: dropbox.url,
    firm: FIRM,
    uploader: () => uploaderOn(store, firms, grants),
    committer: (files) => uploaderOn(store, firms, grants, { files }),
    slow: (inspection) => {
      let passed = 0;
      class SlowGate extends DropboxGate {
        override async inspect(...call: Parameters<DropboxGate['inspect']>) {
          passed += inspection(call[1].length);
          return super.inspect(...call);
        }
      }
      const clock = (): Date => new Date(Date.now() + passed);
      return uploaderOn(store, firms, grants, { gate: SlowGate, clock });
    },
    present: (clock) => new DropboxPresent(new DropboxConnections(firms), clock),
    addDocument: async (bytes) => {
      const file = await addContent(clio.url, { id: matter, type: 'Matter' }, bytes);
      await tellDocument(store, FIRM, { document: file.document, category: null });
      return file;
    },
    addVersion: ({ document }, bytes) =>
      addContent(clio.url, { id: Number(document), type: 'Document' }, bytes),
    planDropbox: faultPlan(dropbox.url, onTestFinished),
    planClio: faultPlan(clio.url, onTestFinished),
    dropbox: box,
    clio: adminOf(clio.url),
    clioStrikes: async () => {
      const { rules } = await adminOf(clio.url)<{ rules: readonly { struck: number }[] }>('GET', 'faults');
      return rules.map(({ struck }) => struck);
    },
    tree: () => treeOf(dropbox.url),
    calls: async () =>
      (await box<{ calls: readonly { route: string }[] }>('GET', 'calls')).calls.map(({ route }) => route),
    story: async ({ document }) =>
      (await store.readStream(documentStream(FIRM, document)))
        .map(({ event }) => event)
        .filter(({ name }) => name !== 'DocumentAdded' && name !== 'DocumentChanged'),
  };
}

/** The firm’s connections; tokens are renewed, so that one may expire. */
function firmAt(clio: { readonly url: string; readonly downloadUrl: string }, dropbox: string): Firm {
  return {
    firm: FIRM,
    clio: {
      baseUrl: clio.url,
      downloadOrigins: [clio.downloadUrl],
      grant: {
        refreshToken: 'fake-clio-refresh-token',
        clientId: 'fake-clio-client-id',
        clientSecret: 'fake-clio-client-secret',
        tokenUrl: `${clio.url}/oauth/token`,
      },
      webhookUrl: 'http://127.0.0.1:1',
    },
    dropbox: {
      apiUrl: dropbox,
      contentUrl: dropbox,
      grant: {
        refreshToken: 'fake-dropbox-refresh-token',
        clientId: 'fake-dropbox-app-key',
        clientSecret: 'fake-dropbox-app-secret',
        tokenUrl: `${dropbox}/oauth2/token`,
      },
    },
    alerts: [],
    quotas: {},
  };
}

/** What differs in a process. */
interface Process {
  readonly files?: (connections: DropboxConnections) => DropboxCounterparts;
  readonly gate?: typeof DropboxGate;
  readonly clock?: () => Date;
}

function uploaderOn(
  store: EventStore,
  firms: Firms,
  grants: GrantTokens,
  {
    files = (connections) => new DropboxCounterparts(connections),
    gate: Gate = DropboxGate,
    clock = now,
  }: Process = {},
): Uploader {
  const [clio, connections] = [new ClioConnections(firms), new DropboxConnections(firms, undefined, grants)];
  const memory = new StagingMemory({ chunkBytes: CHUNK, memoryBytes: 128 * MIB, readsAtOnce: 8 });
  const ports = {
    source: new ClioContent(clio),
    records: new ClioSourceRecords(clio),
    present: new DropboxPresent(connections),
    digest: digestContent,
    area: new DropboxStaging(connections, memory),
    progress: new StagingProgressStore(store, now),
    runs: new StoredRuns(store),
    versions: new StoredVersions(store),
    owners: new FileOwnersStore(store),
    verdictOf: transferVerdict,
  };
  const stage = new StageDocument(new StagingDesk(store, ports.progress, ports.owners, now), ports);
  const commit = new CommitStaged(
    store,
    {
      files: files(connections),
      gate: new Gate(connections, new Marks(store, new PolicyBook(store))),
      owners: ports.owners,
    },
    clock,
  );
  return {
    stage: (event, signal, tries) => stage.handle({ ...deliveryOf(event, signal), ...(tries && { tries }) }),
    commit: (events, signal) => commit.handleBatch(events.map((event) => deliveryOf(event, signal))),
  };
}

let serial = 0;

function deliveryOf<Name extends EventName>(
  event: Event<Name>,
  signal = new AbortController().signal,
): Delivery<Name> {
  const record = {
    topic: 'spec',
    partition: 0,
    offset: 0n,
    key: null,
    value: null,
    headers: {},
    timestamp: 0,
  };
  return { event, record, tries: 1, signal, fence: null };
}

/** The router’s decision about a document. */
export function routed(
  { document, version, bytes }: ClioFile,
  details: Partial<Event<'DocumentRouted'>['data']> = {},
): Event<'DocumentRouted'> {
  serial += 1;
  const id = EventId.parse(`00000000-0000-7000-8000-${serial.toString(16).padStart(12, '0')}`);
  const placement = { folder: '/Matters/Reyes', name: `${document}.bin`, disambiguated: false };
  return {
    specversion: '1.0',
    id,
    source: '/counterpart/router',
    subject: documentStream(FIRM, document),
    time: now().toISOString(),
    datacontenttype: 'application/json',
    firm: FIRM,
    sequence: '1',
    causationid: id,
    correlationid: id,
    actor: 'service:router',
    name: 'DocumentRouted',
    data: {
      document,
      matter: MATTER,
      version: { id: version, number: 1, size: bytes.length },
      placement,
      replaces: null,
      counterpart: null,
      clientModified: null,
      policyVersion: 1,
      attempt: 1,
      ...details,
    },
  };
}

type Admin = <T>(method: string, path: string, body?: unknown) => Promise<T>;

const adminOf =
  (url: string): Admin =>
  async <T>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/_emulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return (text === '' ? null : JSON.parse(text)) as T;
  };

async function treeOf(url: string): Promise<ReadonlyMap<string, string>> {
  const text = await (await fetch(`${url}/_emulator/tree`)).text();
  const entries = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { type: string; path_display: string; content_hash: string });
  const files = entries.filter(({ type }) => type === 'file');
  return new Map(files.map((file) => [file.path_display, file.content_hash]));
}

interface ClioAnswer {
  readonly id: number;
  readonly latest_document_version: {
    readonly id: number;
    readonly uuid: string;
    readonly put_url: string;
    readonly put_headers: readonly { readonly name: string; readonly value: string }[];
  };
}

async function callClio(url: string, method: string, path: string, data: object): Promise<ClioAnswer> {
  const response = await fetch(`${url}/api/v4${path}`, {
    method,
    headers: { authorization: `Bearer ${CLIO_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ data }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { data: ClioAnswer }).data;
}

async function openMatter(url: string): Promise<number> {
  const contact = await callClio(url, 'POST', '/contacts.json', { type: 'Company', name: 'Reyes' });
  const matter = { client: { id: contact.id }, description: 'Reyes', status: 'open' };
  return (await callClio(url, 'POST', '/matters.json', matter)).id;
}

const FIELDS = 'id,latest_document_version{id,uuid,put_url,put_headers}';

/** Adds a document of a matter, or a version of a document, in Clio’s three steps. */
async function addContent(
  url: string,
  parent: { readonly id: number; readonly type: 'Matter' | 'Document' },
  bytes: Buffer,
): Promise<ClioFile> {
  const wish = { name: 'a.bin', filename: 'a.bin', parent };
  const made = await callClio(url, 'POST', `/documents.json?fields=${FIELDS}`, wish);
  const { id, uuid, put_url: target, put_headers: headers } = made.latest_document_version;
  await fetch(target, {
    method: 'PUT',
    headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
    body: new Uint8Array(bytes),
  });
  await callClio(url, 'PATCH', `/documents/${made.id}.json?fields=id`, { uuid, fully_uploaded: true });
  return { document: DocumentId.parse(String(made.id)), version: VersionId.parse(String(id)), bytes };
}
