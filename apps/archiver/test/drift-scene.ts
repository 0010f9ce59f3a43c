import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import { DropboxConnections, GrantTokens } from '@counterpart/connections';
import {
  connectionStream,
  DocumentId,
  documentStream,
  EventId,
  FirmId,
  firmStream,
  matterKey,
  MatterId,
  matterStream,
  NamespaceId,
  TOPICS,
  VersionId,
  type ConsentedAccount,
  type Event,
  type EventData,
  type EventName,
  type Policy,
  type StreamName,
} from '@counterpart/contracts';
import { startDropboxEmulator } from '@counterpart/emulator-dropbox';
import {
  catchUp,
  EventStore,
  runMigrations,
  STATUS_PROJECTION,
  EVERY_FIRM,
  statusIsCurrent,
  storeDataSource,
} from '@counterpart/event-store';
import { PATH_CLAIM_MIGRATIONS } from '@counterpart/path-claims';
import { pathKey, split } from '@counterpart/placement';
import { PolicyBook } from '@counterpart/policies';
import { Marks } from '@counterpart/restricted-folder';
import { Firms } from '@counterpart/service-defaults';
import {
  eventually,
  faultPlan,
  testDatabase,
  tellOn,
  emulatorAdmin,
  type TreeEntry,
} from '@counterpart/testing';
import { ConnectedAccountsStore } from '../src/adapters/connected-accounts.store.js';
import { FileOwnersStore } from '../src/adapters/file-owners.store.js';
import { FoundFilesStore } from '../src/adapters/found-files.store.js';
import { DriftMarksStore } from '../src/adapters/drift-marks.store.js';
import { DropboxDrift } from '../src/adapters/dropbox-drift.js';
import { ClaimedPlaces } from '../src/adapters/given-places.js';
import { DropboxHealingGate } from '../src/adapters/healing-gate.js';
import { DropboxHealing } from '../src/adapters/healing-hands.js';
import { ARCHIVER_MIGRATIONS } from '../src/adapters/migrations.js';
import { MirroredDocumentsStore } from '../src/adapters/mirrored-documents.store.js';
import { OpenDriftsStore } from '../src/adapters/open-drifts.store.js';
import { FindDrift } from '../src/find-drift/find-drift.handler.js';
import { HealDrift } from '../src/heal-drift/heal-drift.handler.js';
import { MakeCounterparts1764000002003 } from './counterparts-table.js';
import { documentOf, litigation } from './records.js';

export const [FIRM, MATTER] = [FirmId.parse('hartwell'), MatterId.parse('5')];
export const FOLDER = '/Matters/Reyes';

/** Grants that a person gives anew. */
class Grants extends GrantTokens {
  serial = 1;

  override serialOf(): Promise<number> {
    return Promise.resolve(this.serial);
  }
}

const accountAt = (root: string): ConsentedAccount => ({ id: 'dropbox.example/1', name: 'Hartwell', root });

/** What is special about a document that is mirrored. */
interface Mirrored {
  /** By its name. */
  readonly category?: string;
  readonly content?: string;
}

/** A firm whose documents are mirrored, on the real database and the emulated Dropbox. */
export async function startFirm(now = () => new Date()) {
  const database = await testDatabase();
  await runMigrations({
    url: database.ownerUrl,
    extra: [...PATH_CLAIM_MIGRATIONS, ...ARCHIVER_MIGRATIONS, MakeCounterparts1764000002003],
    serviceSchemas: ['router', 'archiver', 'uploader'],
  });
  const source = storeDataSource({ url: database.serviceUrl, entities: [], applicationName: 'spec' });
  await source.initialize();
  const dropbox = await startDropboxEmulator();
  onTestFinished(async () => {
    await source.destroy();
    await dropbox.close();
    await database.drop();
  });
  const grant = { accessToken: 'fake-dropbox-access-token' };
  const firm = {
    firm: FIRM,
    clio: { baseUrl: 'http://127.0.0.1:1', downloadOrigins: [], grant, webhookUrl: 'http://127.0.0.1:1' },
    dropbox: { apiUrl: dropbox.url, contentUrl: dropbox.url, grant },
    alerts: [],
    quotas: {},
  };
  const grants = new Grants();
  const connections = new DropboxConnections(new Firms([firm]), undefined, grants);
  const store = new EventStore(source);
  const ground = new DropboxDrift(connections);
  const marks = new DriftMarksStore(source);
  const mirroredDocuments = new MirroredDocumentsStore(store);
  const accounts = new ConnectedAccountsStore(store);
  const owners = new FileOwnersStore(store);
  const registries = { places: new ClaimedPlaces(store), owners, found: new FoundFilesStore(store) };
  const ports = { marks, ground, ...registries, mirrored: mirroredDocuments, accounts };
  const chance = { now, newLookId: () => randomUUID() };
  const drift = new FindDrift(store, ports, chance);
  const policies = new PolicyBook(store);
  const gate = new DropboxHealingGate(store, connections, new Marks(store, policies));
  /** What happens while healing asks its gate. */
  const healing = { onGate: (): Promise<void> => Promise.resolve() };
  const world = {
    drifts: new OpenDriftsStore(store),
    hands: new DropboxHealing(connections, owners),
    owners,
    gate: {
      refusalOf: async (...asked: Parameters<DropboxHealingGate['refusalOf']>) => {
        await healing.onGate();
        return gate.refusalOf(...asked);
      },
      seal: (...asked: Parameters<DropboxHealingGate['seal']>) => gate.seal(...asked),
    },
    policies,
  };
  const heal = new HealDrift(store, world, chance);
  /** Another service tells something. */
  const tell = async <Name extends EventName>(
    stream: StreamName,
    name: Name,
    data: EventData<Name>,
  ): Promise<EventId> => {
    const topic = name === 'WorkDeadLettered' ? { topic: TOPICS.archiverDead } : {};
    const address = { stream, firm: FIRM, key: matterKey(FIRM, MATTER), ...topic };
    return (await tellOn(store)({ name, ...address, data })).id;
  };
  await tell(matterStream(FIRM, MATTER), 'MatterRegistered', { matter: litigation(MATTER) });
  /** Applies a policy that says what is healed. */
  const apply = async (drift: Partial<Policy['drift']>): Promise<void> => {
    const { current } = await policies.of(FIRM);
    const policy = { ...current, version: current.version + 1, drift: { ...current.drift, ...drift } };
    await tell(firmStream(FIRM), 'PolicyApplied', { policy, replaces: current.version, note: null });
  };
  const admin = emulatorAdmin(dropbox.url);
  const put = (path: string, content: string) =>
    admin<TreeEntry>('PUT', `file?path=${encodeURIComponent(path)}`, content);
  /** A statement over the firm’s rows. */
  const query = (sql: string, values: unknown[]): Promise<unknown> =>
    store.transact(({ client }) => client.query(sql, values), { firm: FIRM });
  const claim = (path: string, document: DocumentId): Promise<unknown> =>
    store.transact(
      ({ client }) =>
        client.query('insert into router.path_claims (firm, path_key, owner) values ($1, $2, $3)', [
          FIRM,
          pathKey(path),
          documentStream(FIRM, document),
        ]),
      { firm: FIRM },
    );
  const mirror = async (
    id: string,
    name: string,
    { category, content = `content of ${id}` }: Mirrored = {},
  ): Promise<DocumentId> => {
    const [document, path] = [DocumentId.parse(id), `${FOLDER}/${name}`];
    const size = Buffer.byteLength(content);
    const file = await put(path, content);
    await claim(path, document);
    const stream = documentStream(FIRM, document);
    await tell(stream, 'DocumentAdded', {
      document: documentOf(MATTER, { id: document, name, category: category ?? null }),
    });
    const routed = await tell(stream, 'DocumentRouted', {
      document,
      matter: MATTER,
      version: { id: VersionId.parse('9001'), number: 1, size },
      placement: { ...split(path), disambiguated: false },
      replaces: null,
      counterpart: null,
      clientModified: null,
      policyVersion: 0,
      attempt: 1,
    });
    await query('insert into uploader.counterparts (firm, file, document) values ($1, $2, $3)', [
      FIRM,
      file.id,
      document,
    ]);
    await tell(stream, 'DocumentMirrored', {
      document,
      matter: MATTER,
      routed,
      versionNumber: 1,
      namespace: NamespaceId.parse('3235641'),
      path,
      counterpart: file.id,
      rev: file.rev,
      size,
      contentHash: file.content_hash,
      sha256: 'a'.repeat(64),
      how: 'written' as const,
    });
    return document;
  };
  const told = async (document: DocumentId): Promise<readonly Event<'DriftFound'>['data'][]> =>
    (await store.readStream(documentStream(FIRM, document))).flatMap(({ event }) =>
      event.name === 'DriftFound' ? [event.data] : [],
    );
  const { client } = await connections.of(FIRM);
  const story = async (stream: StreamName): Promise<readonly Event[]> =>
    (await store.readStream(stream)).map(({ event }) => event);
  /** A person connects an account whose paths begin elsewhere. */
  const connectAnother = async (root: string): Promise<void> => {
    const before = (await connections.of(FIRM)).rootNamespace;
    await admin('PUT', 'root', JSON.stringify({ namespace: root }));
    const replaces = accountAt(before);
    const told = { vendor: 'dropbox', account: accountAt(root), replaces } as const;
    grants.serial += 1;
    await tell(connectionStream(FIRM), 'VendorConnected', { ...told, serial: grants.serial });
  };
  /** Files of the firm’s Dropbox and what is in them. */
  const files = async (): Promise<Readonly<Record<string, string>>> => {
    const listed = await client.listings.filesBelow('');
    const read = listed.map(async ({ path, id }) => {
      const bytes: Uint8Array[] = [];
      for await (const chunk of client.download(id)) bytes.push(chunk);
      return [path, Buffer.concat(bytes).toString('utf8')] as const;
    });
    return Object.fromEntries(await Promise.all(read));
  };
  /** A person deletes a file on Dropbox’s web page. */
  const remove = (path: string): Promise<unknown> => admin('DELETE', `file?path=${encodeURIComponent(path)}`);
  /** The status counts them: what heals asks how large the firm is. */
  const project = async (): Promise<void> => {
    const session = new Client(database.serviceUrl);
    await session.connect();
    await session.query(`set counterpart.firm to '${EVERY_FIRM}'`);
    await eventually(async () => {
      await catchUp(session, STATUS_PROJECTION);
      return statusIsCurrent(session);
    });
    await session.end();
  };
  return {
    drift,
    marks,
    ground,
    heal,
    store,
    owners,
    healing,
    apply,
    tell,
    story,
    files,
    remove,
    project,
    put,
    claim,
    mirror,
    told,
    client,
    admin,
    plan: faultPlan(dropbox.url, onTestFinished),
    connectAnother,
    query,
  };
}

/** Two looks: what is different at both is told. */
export async function lookTwice(drift: FindDrift): Promise<number | undefined> {
  await drift.look(FIRM);
  return drift.look(FIRM);
}
