import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  DocumentId,
  documentStream,
  EventId,
  FirmId,
  matterKey,
  MatterId,
  matterStream,
  migrationStream,
  NamespaceId,
  sweepStream,
  VersionId,
  type DocumentSnapshot,
} from '@counterpart/contracts';
import {
  catchUp,
  EventStore,
  EVERY_FIRM,
  runMigrations,
  STATUS_PROJECTION,
  statusIsCurrent,
  storeDataSource,
  type NewEvent,
} from '@counterpart/event-store';
import { eventually, testDatabase, type TestDatabase } from '@counterpart/testing';
import { openStanding, type DatabaseStanding } from '../src/adapters/database-standing.js';
import { asOfWords } from '../src/tell-standing/standing-words.js';
import { tellStanding } from '../src/tell-standing/tell-standing.handler.js';
import { decideAll } from './decided.js';

/*
 * The router stood still. A document was marked privileged, sweeps went on, and the status said that all was in sync as of the last of
 * them: while the document lay in the open, because nobody had decided yet that it was to be locked away.
 */

const SWEPT = '2026-05-01T12:00:00.000Z';
const MATTER = MatterId.parse('77');
const DOCUMENT = DocumentId.parse('501');

let database: TestDatabase;
let source: ReturnType<typeof storeDataSource>;
let store: EventStore;
let client: Client;
let book: DatabaseStanding;
let firm: FirmId;

beforeAll(async () => {
  database = await testDatabase();
  await runMigrations({ url: database.ownerUrl });
  source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  store = new EventStore(source);
  client = new Client(database.serviceUrl);
  await client.connect();
  await client.query(`set counterpart.firm to '${EVERY_FIRM}'`);
  book = await openStanding(database.serviceUrl);
}, 200_000);
beforeEach(async () => {
  firm = FirmId.parse(`firm-${randomUUID().slice(0, 8)}`);
  await tell(migrated(), added(), mirrored(), swept());
  await decideAll(client);
});
afterAll(async () => {
  await book.close();
  await client.end();
  await source.destroy();
  await database.drop();
});

async function tell(...events: readonly NewEvent[]): Promise<void> {
  for (const event of events) {
    const id = randomUUID();
    const by = { handler: 'spec', actor: 'service:spec', source: '/counterpart/spec' };
    const write = { stream: event.stream, expected: 'any' as const, events: [event] };
    const cause = { eventId: id, correlationId: id, ...by };
    await store.transact((tx) => store.append(tx, cause, [write], new Date(SWEPT)), { firm });
  }
}

const address = () => ({ stream: documentStream(firm, DOCUMENT), firm, key: matterKey(firm, MATTER) });
const snapshot = (more: Partial<DocumentSnapshot> = {}): DocumentSnapshot => ({
  id: DOCUMENT,
  etag: '"1"',
  name: 'Brief.pdf',
  filename: null,
  matter: MATTER,
  category: null,
  folder: null,
  creator: null,
  version: { id: VersionId.parse('9'), number: 1, size: 1, contentType: null, receivedAt: null },
  createdAt: SWEPT,
  updatedAt: SWEPT,
  ...more,
});
const added = (): NewEvent => ({ ...address(), name: 'DocumentAdded', data: { document: snapshot() } });
const marked = (): NewEvent => ({
  ...address(),
  name: 'DocumentChanged',
  data: { document: snapshot({ category: { id: '9', name: 'Privileged' } }), changed: ['category'] },
});
const mirrored = (): NewEvent => ({
  ...address(),
  name: 'DocumentMirrored',
  data: {
    document: DOCUMENT,
    matter: MATTER,
    routed: EventId.parse(randomUUID()),
    versionNumber: 1,
    namespace: NamespaceId.parse('1'),
    path: '/Matters/77/Brief.pdf',
    counterpart: 'id:501',
    rev: 'aaaaaaaaa',
    size: 1,
    contentHash: 'a'.repeat(64),
    sha256: 'b'.repeat(64),
    how: 'written',
  },
});
const review = (): NewEvent => ({
  stream: matterStream(firm, MATTER),
  firm,
  key: matterKey(firm, MATTER),
  name: 'PlacementReviewRequested',
  data: { matter: MATTER, because: 'matter-changed' },
});

function swept(): NewEvent {
  const part = { since: SWEPT, through: SWEPT, seen: 0, told: 0 };
  const heldBack = { hidden: 0, uploading: 0, carried: [] };
  const data = { startedAt: SWEPT, toldUpTo: SWEPT, matters: part, documents: part, heldBack };
  return { name: 'SweepCompleted', stream: sweepStream(firm), firm, key: firm, data };
}

function migrated(): NewEvent {
  const counts = { found: 1, mirrored: 1, skipped: 0, conflict: 0, missing: 0, dead: 0 };
  const documents = { ...counts, left: 0, unseen: 0, unfinished: 0 };
  const run = EventId.parse(randomUUID());
  const data = { run, matter: null, begunAt: SWEPT, matters: 1, hidden: 0, documents };
  return { name: 'MigrationCompleted', stream: migrationStream(firm), firm, key: firm, data };
}

async function standing() {
  await eventually(async () => {
    await catchUp(client, STATUS_PROJECTION);
    return statusIsCurrent(client);
  });
  return tellStanding(book, { firm, matter: null, limit: 5 });
}

const BEHIND = { inSyncAsOf: null, unknownBecause: 'ROUTER_BEHIND' };
const IN_SYNC = { inSyncAsOf: SWEPT, unknownBecause: null };

describe('what the last sweep told', () => {
  it('founds a claim only when the router has decided on all of it', async () => {
    expect(await standing()).toMatchObject(IN_SYNC);
    await tell(marked(), swept());
    const told = await standing();
    expect(told).toMatchObject(BEHIND);
    expect(asOfWords(told)).toContain('the router has not decided');
    await decideAll(client);
    expect(await standing()).toMatchObject(IN_SYNC);
  });

  it('founds none while a review that follows from it is not answered', async () => {
    await tell(review());
    expect(await standing()).toMatchObject(BEHIND);
    await decideAll(client);
    expect(await standing()).toMatchObject(IN_SYNC);
  });

  it('founds one while the router is at what was told a moment ago', async () => {
    await tell(marked());
    expect(await standing()).toMatchObject(IN_SYNC);
  });

  it('founds none while work of the router waits for another try', async () => {
    const park = `insert into eventing.parked
      (consumer, topic, partition, record_offset, lane_key, lane_sub, record_key, headers, record_time, state, tries, due_at)
      values ('router', 'ingest.facts.v1', 0, $1, $2, $3, $2, $4, 0, 'waiting', 1, now())`;
    const waits = (offset: number, type: string): Promise<unknown> =>
      store.transact(
        (tx) => tx.client.query(park, [offset, matterKey(firm, MATTER), DOCUMENT, JSON.stringify({ type })]),
        { firm },
      );
    // What is added waits by its own status.
    await waits(1, 'DocumentAdded.v1');
    expect(await standing()).toMatchObject(IN_SYNC);
    await waits(2, 'DocumentChanged.v1');
    expect(await standing()).toMatchObject(BEHIND);
  });
});
