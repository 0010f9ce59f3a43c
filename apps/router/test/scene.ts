import { randomUUID } from 'node:crypto';
import {
  DocumentId,
  documentStream,
  EventId,
  EVENTS,
  FirmId,
  firmStream,
  MatterId,
  matterStream,
  NamespaceId,
  Policy,
  type DocumentSnapshot,
  type Event,
  type EventData,
  type EventName,
  type MatterSnapshot,
  type StreamName,
} from '@counterpart/contracts';
import {
  EventStore,
  runMigrations,
  storeDataSource,
  type NewEvent,
  type RecordedEvent,
} from '@counterpart/event-store';
import type { Verdict } from '@counterpart/eventing';
import { PATH_CLAIM_MIGRATIONS } from '@counterpart/path-claims';
import { applyPolicy, PolicyBook } from '@counterpart/policies';
import { testDatabase } from '@counterpart/testing';
import { MatterDocumentsStore } from '../src/adapters/matter-documents.store.js';
import { MatterGatesStore } from '../src/adapters/matter-gates.store.js';
import { OpenClosingsStore } from '../src/adapters/open-closings.store.js';
import { VersionedDocumentsStore } from '../src/adapters/versioned-documents.store.js';
import { PlanThinning } from '../src/plan-thinning/plan-thinning.handler.js';
import { BeginClosing } from '../src/begin-closing/begin-closing.handler.js';
import { FollowHold } from '../src/follow-hold/follow-hold.handler.js';
import { TendClosings } from '../src/tend-closings/tend-closings.handler.js';
import { PathClaimsStore } from '../src/adapters/path-claims.store.js';
import { RestrictedFoldersStore } from '../src/adapters/restricted-folders.store.js';
import { SetAsideLedger } from '../src/adapters/set-aside-ledger.js';
import { FollowPolicy } from '../src/follow-policy/follow-policy.handler.js';
import { FollowRelocation } from '../src/follow-relocation/follow-relocation.handler.js';
import { ClaimedFolders } from '../src/plan-scaffold/claimed-folders.js';
import { PlanRestricted } from '../src/plan-restricted/plan-restricted.handler.js';
import { PlanScaffold } from '../src/plan-scaffold/plan-scaffold.handler.js';
import { ReleaseHeld } from '../src/release-held/release-held.handler.js';
import { RelocateMatter } from '../src/relocate-matter/relocate-matter.handler.js';
import { ReviewMatter } from '../src/review-matter/review-matter.handler.js';
import { DocumentLooks } from '../src/route-document/document-looks.js';
import { RouteDocument } from '../src/route-document/route-document.handler.js';
import { sampleDocument, sampleMatter } from '../src/routing/samples.spec-data.js';
import { listening, topicOf } from './listening.js';

const NOW = new Date('2026-11-24T09:00:00Z');
export const MATTER = MatterId.parse('1675950832');
export const docId = (id: string): DocumentId => DocumentId.parse(id);

/** A database with the router’s tables, shared by the tests of a file: each has a firm of its own. */
export async function startGround() {
  const database = await testDatabase();
  await runMigrations({ url: database.ownerUrl, extra: PATH_CLAIM_MIGRATIONS, serviceSchemas: ['router'] });
  const source = await storeDataSource({
    url: database.serviceUrl,
    applicationName: 'spec',
  }).initialize();
  return {
    store: new EventStore(source),
    source,
    close: async () => {
      await source.destroy();
      await database.drop();
    },
  };
}
export type Ground = Awaited<ReturnType<typeof startGround>>;

/** The router’s handlers on a database, for one firm. */
export function handlersOn(store: EventStore, firm: () => FirmId, book: PolicyBook) {
  const claims = new PathClaimsStore();
  const policies = {
    inForce: async (tx: Parameters<EventStore['append']>[0]) => (await book.of(firm(), tx)).current,
    everRestricted: () => Promise.resolve(['/Privileged']),
    placeOf: () => ({
      ...book.placeOf(firm()),
      read: (news: readonly RecordedEvent[]) => ({
        inForce: book.takeIn(firm(), news).current,
        everRestricted: ['/Privileged'],
      }),
    }),
  };
  const documents = new MatterDocumentsStore();
  const restricted = new RestrictedFoldersStore(store);
  const ports = {
    claims,
    policies,
    documents,
    folders: new ClaimedFolders(claims),
    gates: new MatterGatesStore(),
    restricted,
    setAsides: new SetAsideLedger(store),
  };
  const folderMoves = new RelocateMatter(store, ports, () => NOW);
  const route = new RouteDocument(store, { ...ports, folderMoves }, () => NOW);
  const plan = new PlanScaffold(store, ports.folders, policies, () => NOW);
  const restrict = new PlanRestricted(store, restricted, policies, () => NOW);
  const release = new ReleaseHeld(store, restricted, route);
  const begin = new BeginClosing(store, policies, { patienceMs: 3_600_000, now: () => NOW });
  const closingPorts = { ...ports, folderMoves, open: new OpenClosingsStore() };
  const closings = (now: () => Date, atOnce: number) =>
    new TendClosings(store, closingPorts, { quietMs: 60_000, atOnce, now });
  const versioned = new VersionedDocumentsStore();
  const looks = new DocumentLooks(store, ports.gates, policies);
  const thinning = (now: () => Date) => new PlanThinning(store, { ...ports, versioned, looks }, now);
  return { route, plan, folderMoves, documents, restrict, release, begin, closings, thinning };
}

/** A router on its ground, with one firm; what the other services would tell is told by hand. */
export class Router {
  readonly firm = FirmId.parse(`firm-${randomUUID().slice(0, 8)}`);
  readonly book: PolicyBook;
  readonly #answer: (event: Event) => Promise<Verdict>;
  readonly #closings: ReturnType<typeof handlersOn>['closings'];
  readonly #thinning: ReturnType<typeof handlersOn>['thinning'];
  /** Events that the router has not answered yet. */
  #told = 0;

  constructor(readonly store: EventStore) {
    this.book = new PolicyBook(store);
    const { route, plan, folderMoves, documents, begin, restrict, release, closings, thinning } = handlersOn(
      store,
      () => this.firm,
      this.book,
    );
    this.#closings = closings;
    this.#thinning = thinning;
    const followed = new FollowRelocation(store, route, () => NOW);
    this.#answer = listening([
      route,
      plan,
      begin,
      restrict,
      release,
      followed,
      new FollowPolicy(store, documents, () => NOW),
      new FollowHold(store, () => NOW),
      new ReviewMatter(store, documents, folderMoves, route),
    ]);
  }

  document = (id: string): StreamName => documentStream(this.firm, docId(id));
  get matter(): StreamName {
    return matterStream(this.firm, MATTER);
  }

  async story(stream: StreamName): Promise<readonly Event[]> {
    return (await this.store.readStream(stream)).map(({ event }) => event);
  }

  async told<Name extends EventName>(stream: StreamName, name: Name): Promise<readonly Event<Name>[]> {
    // The generic name and its data belong together; the compiler cannot see it through the mapped type.
    return (await this.story(stream)).filter((event) => event.name === name) as unknown as Event<Name>[];
  }

  /** Records what another service would, and lets the router answer it and whatever it asks of itself. */
  async tell<Name extends EventName>(stream: StreamName, name: Name, data: EventData<Name>): Promise<void> {
    const id = randomUUID();
    const key = `${this.firm}/${MATTER}`;
    const origin = { handler: 'spec', actor: 'service:spec', source: '/counterpart/spec' };
    const cause = { eventId: id, correlationId: id, ...origin };
    const topic = typeof EVENTS[name].topic === 'string' ? { topic: topicOf({ name, data }) } : {};
    const event = { name, stream, firm: this.firm, key, data, ...topic } as unknown as NewEvent;
    await this.store.transact(
      (tx) => this.store.append(tx, cause, [{ stream, expected: 'any', events: [event] }], NOW),
      { firm: this.firm },
    );
    const told = (await this.store.readStream(stream)).at(-1);
    if (told !== undefined) await this.handle(told.event);
    await this.reviewAll();
  }

  handle(event: Event): Promise<Verdict> {
    return this.#answer(event);
  }

  /** The router listens to its own requests for a review. */
  async reviewAll(): Promise<void> {
    const asked = await this.told(this.matter, 'PlacementReviewRequested');
    const waiting = asked.slice(this.#told);
    this.#told = asked.length;
    for (const event of waiting) await this.handle(event);
  }

  register(details: Partial<MatterSnapshot> = {}): Promise<void> {
    return this.tell(this.matter, 'MatterRegistered', { matter: sampleMatter(details) });
  }

  changeMatter(details: Partial<MatterSnapshot>): Promise<void> {
    return this.tell(this.matter, 'MatterChanged', { matter: sampleMatter(details), changed: [] });
  }

  close(details: Partial<MatterSnapshot> = {}): Promise<void> {
    const matter = sampleMatter({ status: 'Closed', closeDate: '2026-11-24', ...details });
    return this.tell(this.matter, 'MatterClosed', { matter });
  }

  reopen(): Promise<void> {
    return this.tell(this.matter, 'MatterReopened', { matter: sampleMatter() });
  }

  /** The clock of closings ticks, so many minutes after all else. */
  tick(minutes = 2, atOnce = 4): Promise<void> {
    return this.#closings(() => new Date(NOW.getTime() + minutes * 60_000), atOnce).tend(this.firm);
  }

  hold(word: 'LegalHoldSet' | 'LegalHoldLifted'): Promise<void> {
    return this.tell(this.matter, word, { matter: MATTER, reason: 'Preservation letter' });
  }

  add(id: string, details: Partial<DocumentSnapshot> = {}): Promise<void> {
    const document = sampleDocument({ id: docId(id), ...details });
    return this.tell(this.document(id), 'DocumentAdded', { document });
  }

  change(id: string, details: Partial<DocumentSnapshot>): Promise<void> {
    const document = sampleDocument({ id: docId(id), ...details });
    return this.tell(this.document(id), 'DocumentChanged', { document, changed: [] });
  }

  /** What the uploader would answer to the newest routing of a document. */
  async mirror(id: string): Promise<void> {
    const routed = (await this.told(this.document(id), 'DocumentRouted')).at(-1);
    if (routed === undefined) throw new TypeError(`document ${id} was never routed`);
    const { document, matter, version, placement } = routed.data;
    await this.tell(this.document(id), 'DocumentMirrored', {
      document,
      matter,
      routed: routed.id,
      versionNumber: version.number,
      namespace: NamespaceId.parse('7'),
      path: `${placement.folder}/${placement.name}`,
      counterpart: `id:${id}`,
      rev: `aaaaaaaa${version.number}`,
      size: version.size,
      contentHash: 'c',
      sha256: 's',
      how: 'written',
    });
  }

  /** The clock looks for prior versions that are to be rolled up. @returns how many were planned */
  thin(now = NOW): Promise<number> {
    return this.#thinning(() => now).tend(this.firm);
  }

  /** What the archiver would answer to the newest version that is to be kept, or to that of a number. */
  async keep(id: string, number?: number): Promise<void> {
    const planned = (await this.told(this.document(id), 'VersionArchivePlanned')).findLast(
      ({ data }) => number === undefined || data.version.number === number,
    );
    if (planned === undefined) throw new TypeError(`no version of document ${id} is to be kept`);
    const { document, matter, version, to } = planned.data;
    // Of a version that was told late Clio alone has the bytes.
    const [rev, contentHash] = [planned.data.rev ?? 'aaaaaaaa9', planned.data.contentHash ?? 'late'];
    await this.tell(this.document(id), 'VersionArchived', {
      document,
      matter,
      planned: planned.id,
      versionNumber: version.number,
      kept: { path: `${to.folder}/${to.name}`, file: `id:${id}v${version.number}`, contentHash },
      how: 'copied',
      current: { rev, contentHash },
      handEdit: null,
    });
  }

  async place(id: string, details: Partial<DocumentSnapshot> = {}): Promise<void> {
    await this.add(id, details);
    await this.mirror(id);
  }

  /** The newest move that was planned on a stream; of a document, that of its counterpart. */
  async plan(stream: StreamName): Promise<Event<'RelocationPlanned' | 'SetAsidePlanned'> | undefined> {
    const story = await this.story(stream);
    return story.findLast(
      (event): event is Event<'RelocationPlanned' | 'SetAsidePlanned'> =>
        (event.name === 'RelocationPlanned' && event.data.along !== true) || event.name === 'SetAsidePlanned',
    );
  }

  /** What the archiver would answer to the newest move that was planned. */
  async relocate(stream: StreamName): Promise<void> {
    const planned = await this.plan(stream);
    if (planned === undefined) throw new TypeError('no move was planned');
    const isFile = planned.data.document !== null;
    await this.tell(stream, 'Relocated', {
      ...(await this.aboutMove(stream)),
      purpose: planned.name === 'SetAsidePlanned' ? 'set-aside' : 'follow',
      counterpart: planned.data.counterpart ?? 'id:folder',
      rev: isFile ? 'aaaaaaaa1' : null,
      how: 'moved',
    });
  }

  /** What the archiver would answer to the newest move of what goes along with a document. */
  async carryAlong(id: string): Promise<void> {
    const planned = (await this.along(id)).at(-1);
    if (planned === undefined) throw new TypeError('nothing goes along');
    const { matter, document, from, to, counterpart } = planned.data;
    await this.tell(this.document(id), 'Relocated', {
      matter,
      document,
      planned: planned.id,
      from,
      to: `${to.folder}/${to.name}`,
      purpose: 'follow',
      counterpart: counterpart ?? '',
      rev: 'bbbbbbbbb',
      how: 'moved',
    });
  }

  /** Moves that were planned of what goes along with a document. */
  async along(id: string): Promise<readonly Event<'RelocationPlanned'>[]> {
    return (await this.told(this.document(id), 'RelocationPlanned')).filter(
      ({ data }) => data.along === true,
    );
  }

  /** What the archiver would answer to the newest copy that was planned. */
  async copy(id: string): Promise<void> {
    const planned = (await this.told(this.document(id), 'CopyPlanned')).at(-1);
    if (planned === undefined) throw new TypeError('no copy was planned');
    const { document, matter, versionNumber, contentHash, copy } = planned.data;
    await this.tell(this.document(id), 'CopyPlaced', {
      document,
      matter,
      versionNumber,
      contentHash,
      planned: planned.id,
      path: `${copy.folder}/${copy.name}`,
      purpose: copy.purpose,
      file: `id:${id}copy`,
      rev: 'bbbbbbbbb',
      how: 'copied',
    });
  }

  async aboutMove(stream: StreamName) {
    const planned = await this.plan(stream);
    if (planned === undefined) throw new TypeError('no move was planned');
    const { matter, document, from, to } = planned.data;
    return { matter, document, planned: EventId.parse(planned.id), from, to: `${to.folder}/${to.name}` };
  }

  async apply(settings: object): Promise<void> {
    const wish = { firm: this.firm, policy: Policy.parse(settings), madeFrom: undefined, note: null };
    await applyPolicy(this.store, this.book, { ...wish, actor: 'user:ada', id: randomUUID(), now: NOW });
    const applied = (await this.told(firmStream(this.firm), 'PolicyApplied')).at(-1);
    if (applied !== undefined) await this.handle(applied);
    await this.reviewAll();
  }
}
