import { randomUUID } from 'node:crypto';
import {
  DocumentId,
  documentStream,
  EventId,
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
import type { EventStore, NewEvent } from '@counterpart/event-store';
import type { Verdict } from '@counterpart/eventing';
import type { z } from 'zod';
import { applyPolicy, PolicyBook } from '@counterpart/policies';
import { FollowHold } from '../src/follow-hold/follow-hold.handler.js';
import { FollowPolicy } from '../src/follow-policy/follow-policy.handler.js';
import { FollowRelocation } from '../src/follow-relocation/follow-relocation.handler.js';
import { ReviewMatter } from '../src/review-matter/review-matter.handler.js';
import { earlierFound } from '../src/routing/ground/document-events.spec-data.js';
import { provenFolder, sampleDocument, sampleMatter } from '../src/routing/ground/samples.spec-data.js';
import { handlersOn } from './handlers.js';
import { listening } from './listening.js';
import { NOW, tell } from './tell.js';

export const MATTER = MatterId.parse('1675950832');
export const docId = (id: string): DocumentId => DocumentId.parse(id);

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

  /** Records what another service would; nobody answers it. */
  record<Name extends EventName>(
    stream: StreamName,
    name: Name,
    data: EventData<Name>,
  ): Promise<Event<Name>> {
    const key = `${this.firm}/${MATTER}`;
    const event = { name, stream, firm: this.firm, key, data } as unknown as NewEvent<Name>;
    return tell(this.store, event);
  }

  /** The newest event of a name. @throws {TypeError} where none was told */
  async last<Name extends EventName>(stream: StreamName, name: Name): Promise<Event<Name>> {
    const event = (await this.told(stream, name)).at(-1);
    if (event === undefined) throw new TypeError(`no ${name} was told`);
    return event;
  }

  /** The newest routing of a document. */
  routed = (id: string): Promise<Event<'DocumentRouted'>> => this.last(this.document(id), 'DocumentRouted');

  /** Numbers and tries of the versions that were routed. */
  async routings(id: string): Promise<readonly (readonly [version: number, attempt: number])[]> {
    const routed = await this.told(this.document(id), 'DocumentRouted');
    return routed.map(({ data: { version, attempt } }) => [version.number, attempt] as const);
  }

  /** Records what another service would, and lets the router answer it and whatever it asks of itself. */
  async tell<Name extends EventName>(stream: StreamName, name: Name, data: EventData<Name>): Promise<void> {
    // An event of a generic name is one of all events; the compiler cannot see it through the mapped type.
    await this.handle((await this.record(stream, name, data)) as unknown as Event);
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

  version(id: string, number: number, details: Partial<DocumentSnapshot> = {}): Promise<void> {
    const document = sampleDocument({ id: docId(id), ...details }, number);
    return this.tell(this.document(id), 'DocumentVersionAdded', { document });
  }

  /** Its first versions were found after it was told by a later one. */
  findEarlier(id: string, upTo = 2): Promise<void> {
    const { versions } = earlierFound(Array.from({ length: upTo }, () => null)).data;
    return this.tell(this.document(id), 'EarlierVersionsFound', {
      document: docId(id),
      matter: MATTER,
      versions,
    });
  }

  trash(id: string): Promise<void> {
    const trashed = { document: docId(id), matter: MATTER, trashedAt: '2026-05-02T10:00:00Z' };
    return this.tell(this.document(id), 'DocumentTrashed', trashed);
  }

  change(id: string, details: Partial<DocumentSnapshot>): Promise<void> {
    const document = sampleDocument({ id: docId(id), ...details });
    return this.tell(this.document(id), 'DocumentChanged', { document, changed: [] });
  }

  /** By what the uploader’s answers name the newest routing of a document. */
  async aboutRouting(id: string) {
    const { id: routed, data } = await this.routed(id);
    const { document, matter, version } = data;
    return { document, matter, routed, versionNumber: version.number };
  }

  /** The uploader lost the newest staging of a document. */
  async lose(id: string): Promise<void> {
    const { attempt } = (await this.routed(id)).data;
    const lost = { attempt, reason: 'STAGING_LOST', left: null } as const;
    await this.tell(this.document(id), 'StagingLost', { ...(await this.aboutRouting(id)), ...lost });
  }

  /** The restricted folder is proven to be shut. */
  prove(): Promise<void> {
    return this.tell(firmStream(this.firm), 'RestrictedFolderProven', provenFolder());
  }

  /** What the uploader would answer to the newest routing of a document. */
  async mirror(id: string): Promise<void> {
    const { version, placement } = (await this.routed(id)).data;
    await this.tell(this.document(id), 'DocumentMirrored', {
      ...(await this.aboutRouting(id)),
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
    const planned = await this.last(this.document(id), 'CopyPlanned');
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

  async apply(settings: z.input<typeof Policy>): Promise<void> {
    const wish = { firm: this.firm, policy: Policy.parse(settings), madeFrom: undefined, note: null };
    await applyPolicy(this.store, this.book, { ...wish, actor: 'user:ada', id: randomUUID(), now: NOW });
    const applied = (await this.told(firmStream(this.firm), 'PolicyApplied')).at(-1);
    // Settings that are in force already are not applied.
    if (applied !== undefined) await this.handle(applied);
    await this.reviewAll();
  }
}
