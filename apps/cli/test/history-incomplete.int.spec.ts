import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  EventId,
  FirmId,
  MatterId,
  migrationStream,
  sweepStream,
  type EventData,
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

/* A migration that had not seen everything founded the claim of being in sync. */

const SWEPT = '2026-05-01T12:00:00.000Z';
const MATTER = MatterId.parse('77');

let database: TestDatabase;
let source: ReturnType<typeof storeDataSource>;
let store: EventStore;
let client: Client;
let book: DatabaseStanding;

beforeAll(async () => {
  database = await testDatabase();
  await runMigrations({ url: database.ownerUrl });
  source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  store = new EventStore(source);
  client = new Client(database.serviceUrl);
  await client.connect();
  await client.query(`set counterpart.firm to '${EVERY_FIRM}'`);
  book = await openStanding(database.serviceUrl);
});
afterAll(async () => {
  await book.close();
  await client.end();
  await source.destroy();
  await database.drop();
});

async function tell(event: NewEvent): Promise<void> {
  const id = randomUUID();
  const by = { handler: 'spec', actor: 'service:ingest', source: '/counterpart/ingest' };
  const cause = { eventId: id, correlationId: id, ...by };
  const write = { stream: event.stream, expected: 'any' as const, events: [event] };
  await store.transact((tx) => store.append(tx, cause, [write], new Date(SWEPT)), { firm: event.firm });
}

/** A firm that was swept. */
async function sweptFirm(): Promise<FirmId> {
  const firm = FirmId.parse(`firm-${randomUUID().slice(0, 8)}`);
  const part = { since: SWEPT, through: SWEPT, seen: 0, told: 0 };
  await tell({
    name: 'SweepCompleted',
    stream: sweepStream(firm),
    firm,
    key: firm,
    data: {
      startedAt: SWEPT,
      toldUpTo: SWEPT,
      matters: part,
      documents: part,
      heldBack: { hidden: 0, uploading: 0, carried: [] },
    },
  });
  return firm;
}

interface Unseen {
  readonly hidden?: number | null;
  readonly unseen?: number | null;
  readonly unfinished?: number | null;
  readonly left?: number;
  readonly matter?: MatterId;
}

/** A migration came to its end. */
function migrated(
  firm: FirmId,
  { hidden = 0, unseen = 0, unfinished = 0, left = 0, matter }: Unseen,
): Promise<void> {
  const counts = { found: 3, mirrored: 3, skipped: 0, conflict: 0, missing: 0, dead: 0 };
  const data: EventData<'MigrationCompleted'> = {
    run: EventId.parse(randomUUID()),
    matter: matter ?? null,
    begunAt: SWEPT,
    matters: 1,
    hidden,
    documents: { ...counts, left, unseen, unfinished },
  };
  return tell({ name: 'MigrationCompleted', stream: migrationStream(firm), firm, key: firm, data });
}

async function standingOf(firm: FirmId, matter: MatterId | null = null) {
  await eventually(async () => {
    await catchUp(client, STATUS_PROJECTION);
    return statusIsCurrent(client);
  });
  await decideAll(client);
  return tellStanding(
    { read: (scope, limit) => book.read(scope, limit).then((told) => ({ ...told, known: true })) },
    {
      firm,
      matter,
      limit: 5,
    },
  );
}

const UNKNOWN = { inSyncAsOf: null, unknownBecause: 'HISTORY_INCOMPLETE' };

it.each([
  ['records were hidden', { hidden: 2 }],
  ['documents, or their matters, were not shown', { unseen: 1 }],
  ['uploads were not over', { unfinished: 1 }],
  ['nobody counted what was hidden', { hidden: null, unseen: null, unfinished: null }],
] as const)('nothing is claimed where %s during the migration, and what to do is told', async (_, unseen) => {
  const firm = await sweptFirm();
  await migrated(firm, unseen);
  const told = await standingOf(firm);
  expect(told).toMatchObject(UNKNOWN);
  expect(asOfWords(told)).toMatch(/give the connected user the right .*counterpart migrate start/);
});

it('what went to the trash meanwhile takes nothing from the claim', async () => {
  const firm = await sweptFirm();
  await migrated(firm, { left: 4 });
  expect(await standingOf(firm)).toMatchObject({ inSyncAsOf: SWEPT, unknownBecause: null });
});

it('another migration that sees everything founds the claim; of one matter, that matter’s alone', async () => {
  const firm = await sweptFirm();
  await migrated(firm, { hidden: 1 });
  await migrated(firm, { matter: MATTER });
  expect(await standingOf(firm)).toMatchObject(UNKNOWN);
  expect(await standingOf(firm, MATTER)).toMatchObject({ inSyncAsOf: SWEPT });
  await migrated(firm, {});
  await migrated(firm, { unseen: 1 });
  expect(await standingOf(firm)).toMatchObject({ inSyncAsOf: SWEPT });
});
