import { randomUUID } from 'node:crypto';
import {
  EventId,
  matterKey,
  MatterId,
  matterStream,
  NamespaceId,
  VersionId,
  type AccessChange,
  type AccountPlace,
  type DocumentId,
  type DocumentSnapshot,
  type EventData,
} from '@counterpart/contracts';
import { eventually } from '@counterpart/testing';
import type pg from 'pg';
import type { NewEvent } from '../src/index.js';
import { catchUp } from '../src/projections/catch-up.js';
import { EVERY_FIRM } from '../src/roles/firm-rules.js';
import { readDifferingMatters, readStanding, readUnsynced } from '../src/status/read-standing.js';
import { statusIsCurrent } from '../src/status/read-status.js';
import { STATUS_PROJECTION } from '../src/status/status-projection.js';
import { aCause, aMatter, aMatterStream, FIRM, streamOf } from './sample-events.js';
import { storeDatabase, type StoreDatabase } from './store-database.js';

/** A firm whose story is told and folded, and whose standing is read. */
export class StandingScene implements AsyncDisposable {
  private constructor(
    readonly database: StoreDatabase,
    private readonly client: pg.Client,
  ) {}

  static async open(): Promise<StandingScene> {
    const database = await storeDatabase();
    const client = await database.connect();
    await client.query(`set counterpart.firm to '${EVERY_FIRM}'`);
    return new StandingScene(database, client);
  }

  /**
   * Tells what follows from an event, and folds it.
   * @returns the id of the last event
   */
  async tell(
    at: string,
    events: readonly NewEvent[],
    cause: EventId = EventId.parse(randomUUID()),
  ): Promise<EventId> {
    const writes = [...Map.groupBy(events, ({ stream }) => stream)].map(([stream, own]) => {
      return { stream, expected: 'any' as const, events: own };
    });
    const { store } = this.database;
    const appended = await store.transact(
      (tx) => store.append(tx, aCause({ eventId: cause, handler: randomUUID() }), writes, new Date(at)),
      { firm: FIRM },
    );
    await eventually(async () => {
      await catchUp(this.client, STATUS_PROJECTION);
      return statusIsCurrent(this.client);
    });
    return appended.events.at(-1)!.id;
  }

  /** What stands of the firm, or of one of its matters. */
  standing(matter: MatterId | null = null) {
    const scope = { firm: FIRM, matter };
    return this.database.store.transact(
      async ({ client }) => ({
        ...(await readStanding(client, scope)),
        matters: await readDifferingMatters(client, FIRM, 10),
        unsynced: await readUnsynced(client, scope, 10),
      }),
      { firm: FIRM },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database[Symbol.asyncDispose]();
  }
}

/** When things were changed in Clio before anything was told. */
const LONG_AGO = '2026-11-20T08:00:00.000Z';

const addressOf = (document: DocumentId, matter: MatterId) => ({
  stream: streamOf(document),
  firm: FIRM,
  key: matterKey(FIRM, matter),
});

const snapshotOf = (document: DocumentId, matter: MatterId, updatedAt: string): DocumentSnapshot => ({
  id: document,
  etag: '"1"',
  name: 'Brief.pdf',
  filename: null,
  matter,
  category: null,
  folder: null,
  creator: null,
  version: { id: VersionId.parse('9'), number: 1, size: 1, contentType: null, receivedAt: null },
  createdAt: LONG_AGO,
  updatedAt,
});

export const added = (document: DocumentId): NewEvent => ({
  ...addressOf(document, aMatter),
  name: 'DocumentAdded',
  data: { document: snapshotOf(document, aMatter, LONG_AGO) },
});

export const changed = (document: DocumentId, matter: MatterId, updatedAt: string): NewEvent => ({
  ...addressOf(document, matter),
  name: 'DocumentChanged',
  data: { document: snapshotOf(document, matter, updatedAt), changed: ['matter'] },
});

export const restored = (document: DocumentId, updatedAt: string): NewEvent => ({
  ...addressOf(document, aMatter),
  name: 'DocumentRestored',
  data: { document: snapshotOf(document, aMatter, updatedAt) },
});

export const leftOut = (
  document: DocumentId,
  reason: EventData<'DocumentSkipped'>['reason'] = 'FILTERED',
): NewEvent => ({
  ...addressOf(document, aMatter),
  name: 'DocumentSkipped',
  data: { document, matter: aMatter, versionNumber: 1, reason, policyVersion: 1 },
});

/** Below the folder of the first matter. */
const pathOf = (document: DocumentId): string => `/Matters/Reyes/${document}.pdf`;

export const routed = (document: DocumentId): NewEvent => ({
  ...addressOf(document, aMatter),
  name: 'DocumentRouted',
  data: {
    document,
    matter: aMatter,
    version: { id: VersionId.parse('9'), number: 1, size: 1 },
    placement: { folder: '/Matters/Reyes', name: `${document}.pdf`, disambiguated: false },
    replaces: null,
    counterpart: null,
    clientModified: null,
    policyVersion: 2,
    attempt: 1,
  },
});

export const mirrored = (document: DocumentId): NewEvent => ({
  ...addressOf(document, aMatter),
  name: 'DocumentMirrored',
  data: {
    document,
    matter: aMatter,
    routed: EventId.parse(randomUUID()),
    versionNumber: 1,
    path: pathOf(document),
    counterpart: `id:${document}`,
    rev: 'rev-1',
    size: 1,
    contentHash: 'a'.repeat(64),
    how: 'written',
    sha256: 'b'.repeat(64),
    namespace: NamespaceId.parse('1'),
  },
});

/** It is mirrored to another account from now on. */
export const restarted = (document: DocumentId, left: AccountPlace, now: AccountPlace): NewEvent => ({
  ...addressOf(document, aMatter),
  name: 'MirroringRestarted',
  data: {
    document,
    matter: aMatter,
    left: { id: left.id, root: left.root },
    account: { id: now.id, root: now.root },
  },
});

/** A document’s move to another matter’s folder. */
export const planned = (
  document: DocumentId,
  matter: MatterId,
  more: { readonly access?: AccessChange; readonly along?: true } = {},
): NewEvent => ({
  ...addressOf(document, matter),
  name: 'RelocationPlanned',
  data: {
    matter,
    document,
    counterpart: `id:${document}`,
    from: pathOf(document),
    to: { folder: '/Matters/Other', name: `${document}.pdf`, disambiguated: false },
    via: null,
    access: 'unchanged',
    policyVersion: 1,
    why: [],
    ...more,
  },
});

/** What came of a document’s move. */
const about = (document: DocumentId, matter: MatterId, of: EventId) => ({
  matter,
  document,
  planned: of,
  from: pathOf(document),
  to: `/Matters/Other/${document}.pdf`,
});

export const inTheWay = (document: DocumentId, matter: MatterId, of: EventId): NewEvent => ({
  ...addressOf(document, matter),
  name: 'RelocationConflictFound',
  data: { ...about(document, matter, of), found: 'file', at: `/Matters/Other/${document}.pdf` },
});

export const refused = (
  document: DocumentId,
  matter: MatterId,
  of: EventId,
  reason: EventData<'RelocationRefused'>['reason'],
): NewEvent => ({
  ...addressOf(document, matter),
  name: 'RelocationRefused',
  data: { ...about(document, matter, of), reason },
});

export const relocated = (document: DocumentId, matter: MatterId, of: EventId): NewEvent => ({
  ...addressOf(document, matter),
  name: 'Relocated',
  data: {
    ...about(document, matter, of),
    purpose: 'follow',
    counterpart: `id:${document}`,
    rev: 'rev-1',
    how: 'moved',
  },
});

const ofMatter = { stream: aMatterStream, firm: FIRM, key: matterKey(FIRM, aMatter) };
const wayOfFolder = { from: '/Matters/Reyes', to: '/Matters/Reyes-Ortiz' };

export const folderPlanned = (): NewEvent => ({
  ...ofMatter,
  name: 'RelocationPlanned',
  data: {
    matter: aMatter,
    document: null,
    counterpart: null,
    from: wayOfFolder.from,
    to: { folder: '/Matters', name: 'Reyes-Ortiz', disambiguated: false },
    via: null,
    access: 'unchanged',
    policyVersion: 1,
    why: [],
  },
});

export const folderInTheWay = (
  of: EventId,
  found: EventData<'RelocationConflictFound'>['found'],
): NewEvent => ({
  ...ofMatter,
  name: 'RelocationConflictFound',
  data: { matter: aMatter, document: null, planned: of, ...wayOfFolder, found, at: null },
});

export const folderRelocated = (of: EventId): NewEvent => ({
  ...ofMatter,
  name: 'Relocated',
  data: {
    matter: aMatter,
    document: null,
    planned: of,
    ...wayOfFolder,
    purpose: 'follow',
    counterpart: 'id:folder',
    rev: null,
    how: 'moved',
  },
});

export const folderRefused = (of: EventId): NewEvent => ({
  ...ofMatter,
  name: 'RelocationRefused',
  data: { matter: aMatter, document: null, planned: of, ...wayOfFolder, reason: 'LEGAL_HOLD' },
});

export const reviewOf = (
  matter: MatterId,
  because: EventData<'PlacementReviewRequested'>['because'],
): NewEvent => ({
  stream: matterStream(FIRM, matter),
  firm: FIRM,
  key: matterKey(FIRM, matter),
  name: 'PlacementReviewRequested',
  data: { matter, because },
});

/** A person gave up a move that failed. */
export const discarded = (document: DocumentId | null, of: EventId): NewEvent => ({
  ...(document === null ? ofMatter : addressOf(document, aMatter)),
  name: 'WorkDiscarded',
  data: {
    consumer: 'archiver.relocate',
    source: { topic: 'router.decisions.v1', partition: 0, offset: '1', key: null },
    eventType: 'RelocationPlanned',
    eventId: of,
    state: 'dead',
    code: 'DROPBOX_FORBIDDEN',
    tries: 4,
    document,
    matter: aMatter,
    why: 'No room',
  },
});
