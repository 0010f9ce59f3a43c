import { onTestFinished } from 'vitest';
import { CreateAuditTables1764000002001 } from '@counterpart/audit-log/postgres';
import { ClioConnections, DropboxConnections } from '@counterpart/connections';
import {
  DocumentId,
  documentStream,
  FirmId,
  MatterId,
  matterStream,
  type Event,
  type EventData,
  type EventName,
  type StreamName,
} from '@counterpart/contracts';
import type { DropboxClient } from '@counterpart/dropbox-client';
import { startDropboxEmulator } from '@counterpart/emulator-dropbox';
import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import type { Delivery, Verdict } from '@counterpart/eventing';
import { PolicyBook } from '@counterpart/policies';
import { Marks } from '@counterpart/restricted-folder';
import { Firms } from '@counterpart/service-defaults';
import {
  faultPlan,
  testDatabase,
  type FaultPlan,
  tellOn,
  emulatorAdmin,
  emulatedTree,
  type EmulatorAdmin,
  type TreeEntry,
} from '@counterpart/testing';
import type { DataSource } from 'typeorm';
import type { SendingOptions } from '../src/adapters/archive-session.js';
import { DropboxPacking } from '../src/adapters/dropbox-packing.js';
import { ARCHIVER_MIGRATIONS } from '../src/adapters/migrations.js';
import { SealedLog } from '../src/adapters/sealed-log.js';
import { PackingsStore } from '../src/adapters/packings.store.js';
import { FileOriginsStore } from '../src/adapters/file-origins.store.js';
import type { ProveParts } from '../src/pack-matter/pack-matter.ports.js';
import { FileProofs } from '../src/pack-matter/prove-files.js';
import { packPart } from '../src/pack-matter/pack-part.js';
import { PackMatter } from '../src/pack-matter/pack-matter.handler.js';
import { DropboxPremises } from '../src/adapters/dropbox-premises.js';
import { ArchiveVersion } from '../src/archive-version/archive-version.handler.js';
import { DropboxGate } from '../src/adapters/dropbox-gate.js';
import { DropboxVersions } from '../src/adapters/dropbox-versions.js';
import { VersionSources } from '../src/adapters/version-sources.js';
import { RestrictedShelf } from '../src/adapters/restricted-shelf.js';
import { DropboxHealingGate } from '../src/adapters/healing-gate.js';
import { ThinVersions, type ThinningWorld } from '../src/thin-versions/thin-versions.handler.js';
import { PlaceCopy } from '../src/place-copy/place-copy.handler.js';
import { Relocate, type PlannedMove } from '../src/relocate-counterpart/relocate-counterpart.handler.js';
import { documentOf, litigation } from './records.js';
import { toldOwners, toldPlaces } from './told-owners.js';

export const FIRM = FirmId.parse('hartwell');
export const DOCUMENT = DocumentId.parse('11');
export const MATTER = MatterId.parse('5');

/** A file as the emulator shows it. */
export interface TreeFile {
  readonly id: string;
  readonly rev: string;
  readonly path: string;
  readonly hash: string;
  readonly size: number;
}

/** The archiver on the real database and the emulated Dropbox. */
export interface Scene {
  /** Puts a file there as another program would. */
  put(path: string, content: string | Buffer): Promise<TreeFile>;
  files(): Promise<ReadonlyMap<string, TreeFile>>;
  /** Routes that changed something, since the last time this was asked. */
  changes(): Promise<readonly string[]>;
  readonly plan: FaultPlan;
  /** Moves by hand. */
  move(from: string, to: string): Promise<void>;
  makeFolders(paths: readonly string[]): Promise<void>;
  /** What a member does on the web page. */
  hand(mailbox: string, route: string, arg: object): Promise<void>;
  /** The firm’s Dropbox as we see it. */
  readonly client: DropboxClient;
  readonly admin: EmulatorAdmin;
  readonly dataSource: DataSource;
  readonly ownerUrl: string;
  /** What another service told. */
  tell<Name extends EventName>(stream: StreamName, name: Name, data: EventData<Name>): Promise<Event<Name>>;
  planned<Name extends PlannedMove | 'CopyPlanned' | 'VersionArchivePlanned' | 'VersionThinningPlanned'>(
    name: Name,
    data: EventData<Name>,
  ): Promise<Event<Name>>;
  carryOut(event: Event<PlannedMove>): Promise<Verdict>;
  copy(event: Event<'CopyPlanned'>): Promise<Verdict>;
  pack(event: Event<'ArchivingBegun'>, work?: Partial<Pick<Delivery, 'signal' | 'fence'>>): Promise<Verdict>;
  keep(event: Event<'VersionArchivePlanned'>): Promise<Verdict>;
  /** @param flawed what breaks on the way */
  thin(
    event: Event<'VersionThinningPlanned'>,
    flawed?: (world: ThinningWorld) => ThinningWorld,
  ): Promise<Verdict>;
  /** What ingest tells of the document, which has no category at first: another one. Its matter is of Litigation. */
  categorise(category: string | null): Promise<void>;
  /** The newest outcome on the stream of a document or, for none, of the matter. */
  outcome(document: DocumentId | null): Promise<Event>;
}

const CHANGES = /move|copy|upload|delete|create/;

/** What is not as usual. */
export interface SceneOptions {
  /** Where bytes go to, given the emulator’s address. */
  readonly contentUrl?: (dropbox: string) => Promise<string>;
  readonly sending?: Partial<SendingOptions>;
  /** How long a ZIP waits for the audit log. @default 0 */
  readonly patienceMs?: number;
}

const now = (): Date => new Date('2026-11-24T09:00:00Z');

export async function startScene({ contentUrl, sending, patienceMs = 0 }: SceneOptions = {}): Promise<Scene> {
  const database = await testDatabase();
  await runMigrations({
    url: database.ownerUrl,
    extra: [CreateAuditTables1764000002001, ...ARCHIVER_MIGRATIONS],
    serviceSchemas: ['archiver'],
  });
  const source = await storeDataSource({
    url: database.serviceUrl,
    entities: [],
    applicationName: 'spec',
  }).initialize();
  const dropbox = await startDropboxEmulator();
  onTestFinished(async () => {
    await source.destroy();
    await dropbox.close();
    await database.drop();
  });
  const store = new EventStore(source);
  const content = await (contentUrl?.(dropbox.url) ?? Promise.resolve(dropbox.url));
  const firms = new Firms([firmAt(dropbox.url, content)]);
  const connections = new DropboxConnections(firms);
  const marks = new Marks(store, new PolicyBook(store));
  const premises = new DropboxPremises(connections);
  const gate = new DropboxGate(store, connections, marks);
  const relocate = new Relocate(store, premises, gate, now);
  const copier = new PlaceCopy(store, premises, marks, now);
  const shelf = new RestrictedShelf(store, connections, marks);
  const sources = new VersionSources(connections, new ClioConnections(firms), toldOwners(), toldPlaces());
  const keeper = new ArchiveVersion(store, sources, shelf, now);
  const packing = new DropboxPacking(store, connections, { now, ...sending });
  const book = new PackingsStore(store, now);
  const proofs = new FileProofs(new SealedLog(store, { patienceMs, pauseMs: 50 }), book);
  const prove: ProveParts = (work, parts) => proofs.forParts(work, parts);
  const thinning = {
    ground: packing,
    files: new DropboxVersions(connections),
    access: new DropboxHealingGate(store, connections, marks),
    book,
    prove,
    pack: packPart,
  };
  const packer = new PackMatter(
    store,
    { ground: packing, origins: new FileOriginsStore(store), book, prove },
    now,
  );
  const categorise = async (category: string | null): Promise<void> => {
    const document = documentOf(MATTER, { id: DOCUMENT, name: 'Memo.pdf', category });
    await record(store, documentStream(FIRM, DOCUMENT), 'DocumentChanged', { document, changed: [] });
  };
  await record(store, matterStream(FIRM, MATTER), 'MatterRegistered', { matter: litigation(MATTER) });
  await categorise(null);
  const admin = emulatorAdmin(dropbox.url);
  let seen = 0;
  const streamOf = (document: DocumentId | null): StreamName =>
    document === null ? matterStream(FIRM, MATTER) : documentStream(FIRM, document);
  return {
    put: async (path, content) =>
      toFile(await admin<TreeEntry>('PUT', `file?path=${encodeURIComponent(path)}`, content)),
    files: async () => filesOf(dropbox.url),
    changes: async () => {
      const { calls } = await admin<{ calls: readonly { seq: number; route: string }[] }>('GET', 'calls');
      const fresh = calls.filter(({ seq }) => seq > seen);
      seen = calls.at(-1)?.seq ?? seen;
      return fresh.map(({ route }) => route).filter((route) => CHANGES.test(route));
    },
    plan: faultPlan(dropbox.url, onTestFinished),
    move: (from, to) => byHand(admin, 'files/move_v2', { from_path: from, to_path: to }),
    makeFolders: (paths) => byHand(admin, 'files/create_folder_batch', { paths }),
    hand: (mailbox, route, arg) => byHand(admin, route, arg, mailbox),
    client: (await connections.of(FIRM)).client,
    admin,
    tell: (stream, name, data) => record(store, stream, name, data),
    planned: (name, data) => record(store, streamOf(data.document), name, data),
    carryOut: (event) => relocate.handle(deliveryOf(event)),
    copy: (event) => copier.handle(deliveryOf(event)),
    pack: (event, work = {}) => packer.handle({ ...deliveryOf(event), ...work }),
    dataSource: source,
    ownerUrl: database.ownerUrl,
    keep: (event) => keeper.handle(deliveryOf(event)),
    thin: (event, flawed = (world) => world) =>
      new ThinVersions(store, flawed(thinning), now).handle(deliveryOf(event)),
    categorise,
    outcome: async (document) => {
      const last = (await store.readStream(streamOf(document))).at(-1);
      if (last === undefined) throw new TypeError('nothing was told');
      return last.event;
    },
  };
}

const firmAt = (dropbox: string, contentUrl: string) => ({
  firm: FIRM,
  clio: {
    baseUrl: 'http://127.0.0.1:1',
    downloadOrigins: [],
    grant: { accessToken: 'fake' },
    webhookUrl: 'http://127.0.0.1:1',
  },
  dropbox: { apiUrl: dropbox, contentUrl, grant: { accessToken: 'fake-dropbox-access-token' } },
  alerts: [],
  quotas: {},
});

const record = <Name extends EventName>(
  store: EventStore,
  stream: StreamName,
  name: Name,
  data: EventData<Name>,
): Promise<Event<Name>> => tellOn(store)({ name, stream, firm: FIRM, key: `${FIRM}/${MATTER}`, data });

const deliveryOf = <Name extends EventName>(event: Event<Name>): Delivery<Name> => ({
  event,
  record: { topic: 'spec', partition: 0, offset: 0n, key: null, value: null, headers: {}, timestamp: 0 },
  tries: 1,
  signal: new AbortController().signal,
  fence: null,
});

/** What a member of the firm does on Dropbox’s web page. */
async function byHand(
  admin: EmulatorAdmin,
  route: string,
  arg: object,
  mailbox = 'eleanor.hartwell',
): Promise<void> {
  const deed = { as: `${mailbox}@hartwell-reyes.example`, route, arg };
  const done = await admin<{ status: number }>('POST', 'hand', deed);
  if (done.status !== 200) throw new Error(`by hand: ${JSON.stringify(done)}`);
}

const toFile = ({ id, rev, path_display: path, content_hash: hash, size }: TreeEntry): TreeFile => ({
  id,
  rev,
  path,
  hash,
  size,
});

async function filesOf(url: string): Promise<ReadonlyMap<string, TreeFile>> {
  const entries = await emulatedTree(url);
  const files = entries.filter(({ type }) => type === 'file').map((file) => toFile(file));
  return new Map(files.map((file) => [file.path, file]));
}
