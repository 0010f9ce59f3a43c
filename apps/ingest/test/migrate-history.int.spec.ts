import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { ClioConnections, SharedLedgers } from '@counterpart/connections';
import {
  connectionStream,
  DocumentId,
  documentStream,
  EventId,
  FirmId,
  matterKey,
  MatterId,
  migrationStream,
} from '@counterpart/contracts';
import { dropboxAccounts } from '@counterpart/credentials';
import { EventStore, runMigrations, storeDataSource, type NewEvent } from '@counterpart/event-store';
import { Firms } from '@counterpart/service-defaults';
import { testDatabase, type TestDatabase } from '@counterpart/testing';
import { ClioHistory } from '../src/adapters/clio-history.js';
import { ClioApiRecords } from '../src/adapters/clio-records.js';
import { HistoryStore } from '../src/adapters/history.store.js';
import { INGEST_MIGRATIONS } from '../src/adapters/migrations.js';
import { MIGRATION_LOCK, PostgresSweepTurns } from '../src/adapters/sweep-turns.js';
import { HistoryLog } from '../src/migrate-history/history-log.js';
import { MigrateHistory, type HistoryStep } from '../src/migrate-history/migrate-history.handler.js';
import type { HistoryLists } from '../src/migrate-history/migrate-history.ports.js';
import { ReadyToTell } from '../src/reconcile-records/ready-to-tell.js';
import { SweepLog } from '../src/reconcile-records/sweep-log.js';
import { committed, connected } from './dropbox-events.js';
import { refusedPlace } from './refused-place.js';
import { hiddenPage, startOldFirm, type OldFirm } from './old-firm.js';

/* What lies in Clio already, told through the real store. What becomes of documents is put into the status tables. */

const TOKEN = 'fake-clio-access-token';
const never = new AbortController().signal;
const now = (): Date => new Date();

let database: TestDatabase;
let dataSource: ReturnType<typeof storeDataSource>;
let store: EventStore;
let clio: OldFirm;
/** A firm of its own for each test: they share the database. */
let firm: FirmId;
let history: MigrateHistory;

beforeAll(async () => {
  database = await testDatabase();
  await runMigrations({
    url: database.ownerUrl,
    extra: INGEST_MIGRATIONS,
    serviceSchemas: ['ingest'],
  });
  dataSource = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  store = new EventStore(dataSource);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});
beforeEach(async () => {
  clio = await startOldFirm();
  onTestFinished(() => clio.close());
  firm = FirmId.parse(`firm-${randomUUID().slice(0, 8)}`);
  history = anotherPod();
});

/** Ingest as another process would have it: nothing is shared but the database. */
function anotherPod({ wave = 3, window = 3, listed = (lists: HistoryLists) => lists } = {}): MigrateHistory {
  const connection = {
    baseUrl: clio.url,
    downloadOrigins: [clio.downloadUrl],
    grant: { accessToken: TOKEN },
    webhookUrl: clio.url,
  };
  const dropbox = { apiUrl: clio.url, contentUrl: clio.url, grant: { accessToken: 'fake' } };
  const firms = new Firms([{ firm, clio: connection, dropbox, alerts: [], quotas: {} }]);
  const connections = new ClioConnections(firms, new SharedLedgers(dataSource));
  const lists = new ClioHistory(connections, new ClioApiRecords(connections, () => Promise.resolve([]), now));
  const facts = new SweepLog(store, now, dropboxAccounts);
  const ports = {
    lists: listed(lists),
    facts,
    book: new HistoryStore(store, now),
    trail: new HistoryLog(store, now),
    ready: new ReadyToTell(lists, facts),
    turns: new PostgresSweepTurns(dataSource, MIGRATION_LOCK),
  };
  return new MigrateHistory(ports, { wave, window, now, newPartId: () => randomUUID() });
}

async function say(event: Pick<NewEvent, 'name' | 'data'>, stream = migrationStream(firm)): Promise<EventId> {
  const id = randomUUID();
  const told = { ...event, stream, firm, key: matterKey(firm, null) } as NewEvent;
  const cause = {
    eventId: id,
    correlationId: id,
    handler: 'spec',
    actor: 'user:ada',
    source: '/counterpart/console',
  };
  await store.transact(
    (tx) => store.append(tx, cause, [{ stream, expected: 'any', events: [told] }], now()),
    { firm },
  );
  return (await store.newestOf(stream))!.event.id as EventId;
}
const start = (matter: number | null = null): Promise<EventId> =>
  say({
    name: 'MigrationStarted',
    data: { matter: (matter === null ? null : String(matter)) as MatterId | null, why: null },
  });

/** Steps until the work waits for something, or is over. */
async function steps(pod = history): Promise<HistoryStep['did']> {
  for (;;) {
    const { did } = await pod.step(firm, never);
    if (did !== 'worked') return did;
  }
}

const namesOf = async (document: string): Promise<readonly string[]> =>
  (await store.readStream(documentStream(firm, DocumentId.parse(document)))).map(({ event }) => event.name);

const change = (sql: string, ...values: readonly string[]): Promise<unknown> =>
  store.transact(({ client }) => client.query(sql, [firm, ...values]), { firm });

/** Puts all documents of a standing into another one, as router and uploader would. */
const put = (state: string, from = 'told'): Promise<unknown> =>
  change(
    `insert into status.documents (firm, document, latest_version_seen, state, updated_at)
     select firm, document, 1, $2, now()
     from ingest.migration_documents where firm = $1 and state = $3
     on conflict (firm, document) do update set state = excluded.state`,
    state,
    from,
  );
const mirror = (): Promise<unknown> => put('mirrored');

async function toTheEnd(pod = history): Promise<HistoryStep['did']> {
  for (;;) {
    const did = await steps(pod);
    if (did !== 'waits') return did;
    await mirror();
  }
}

const newest = async () => (await store.newestOf(migrationStream(firm)))?.event;

async function fill(matters: number, documents: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let m = 0; m < matters; m += 1) {
    const matter = await clio.openMatter();
    for (let d = 0; d < documents; d += 1)
      ids.push(await clio.add(matter, `Brief ${d}.pdf`, Buffer.from('x')));
  }
  return ids;
}

it('nothing is done until somebody starts it', async () => {
  await fill(1, 1);
  expect(await steps()).toBe('idle');
});

it('all matters and documents are told once, in waves, and the end of it is told, too', async () => {
  const ids = await fill(3, 3);
  const run = await start();
  expect(await steps()).toBe('waits');
  const told = await Promise.all(ids.map(namesOf));
  expect(told.filter(({ length }) => length > 0)).toHaveLength(3);
  expect(await toTheEnd()).toBe('done');
  expect(await Promise.all(ids.map(namesOf))).toEqual(ids.map(() => ['DocumentAdded']));
  expect(await newest()).toMatchObject({
    name: 'MigrationCompleted',
    correlationid: run,
    data: {
      run,
      matters: 3,
      hidden: 0,
      documents: { found: 9, mirrored: 9, left: 0, unseen: 0, unfinished: 0 },
    },
  });
  expect(await steps()).toBe('idle');
});

it('what a rule held is counted as it stands at the end: what was let go meanwhile is waited for', async () => {
  await fill(2, 3);
  await start();
  expect(await steps()).toBe('waits');
  await put('skipped');
  expect(await steps()).toBe('waits');
  await mirror();
  await put('staged', 'skipped');
  expect(await steps()).toBe('waits');
  expect((await newest())?.name).toBe('MigrationStarted');
  expect(await toTheEnd()).toBe('done');
  expect(await newest()).toMatchObject({ data: { documents: { found: 6, mirrored: 6, skipped: 0 } } });
});

it('what is told carries the run, so that everybody who acts on it knows what for', async () => {
  const [id] = await fill(1, 1);
  const run = await start();
  await toTheEnd();
  const [added] = await store.readStream(documentStream(firm, DocumentId.parse(id!)));
  expect(added?.event).toMatchObject({ correlationid: run, causationid: run });
});

it('a run goes on in another process where the first one was killed, whatever it did last', async () => {
  const ids = await fill(2, 4);
  await start();
  for (let killed = 0; ; killed += 1) {
    const { did } = await anotherPod().step(firm, never);
    if (did === 'done') break;
    if (did === 'waits') await mirror();
    if (killed > 50) throw new Error('it never ends');
  }
  expect(await Promise.all(ids.map(namesOf))).toEqual(ids.map(() => ['DocumentAdded']));
});

it('two processes take turns: nothing is told twice', async () => {
  const ids = await fill(2, 3);
  await start();
  const [one, other] = [anotherPod(), anotherPod()];
  for (;;) {
    const done = await Promise.all([one.step(firm, never), other.step(firm, never)]);
    await mirror();
    if (done.some(({ did }) => did === 'done')) break;
  }
  expect(await Promise.all(ids.map(namesOf))).toEqual(ids.map(() => ['DocumentAdded']));
});

it('a paused run tells nothing more, and goes on where it stopped', async () => {
  const ids = await fill(2, 3);
  const run = await start();
  await steps();
  await say({ name: 'MigrationPaused', data: { run, why: null } });
  await mirror();
  expect(await steps()).toBe('idle');
  const told = await Promise.all(ids.map(namesOf));
  expect(told.filter(({ length }) => length > 0)).toHaveLength(3);
  await say({ name: 'MigrationResumed', data: { run, why: null } });
  expect(await toTheEnd()).toBe('done');
});

it('one matter alone is migrated, and what lies elsewhere is left as it is', async () => {
  const [elsewhere] = await fill(1, 1);
  const matter = await clio.openMatter();
  const id = await clio.add(matter, 'Motion.pdf', Buffer.from('x'));
  await start(matter);
  expect(await toTheEnd()).toBe('done');
  expect(await namesOf(id)).toEqual(['DocumentAdded']);
  expect(await namesOf(elsewhere!)).toEqual([]);
});

it('a document that goes to the trash after it was found is left out, and its absence deletes nothing', async () => {
  const [one, other] = await fill(1, 2);
  await start();
  await history.step(firm, never);
  await history.step(firm, never);
  await clio.trash(other!);
  expect(await toTheEnd()).toBe('done');
  expect(await namesOf(one!)).toEqual(['DocumentAdded']);
  expect(await namesOf(other!)).toEqual([]);
  expect(await newest()).toMatchObject({
    data: { hidden: 0, documents: { found: 2, mirrored: 1, left: 1, unseen: 0 } },
  });
});

/** The versions that were told of a document, in order. */
const versionsOf = async (document: string): Promise<readonly number[]> =>
  (await store.readStream(documentStream(firm, DocumentId.parse(document)))).flatMap(({ event }) =>
    event.name === 'DocumentAdded' || event.name === 'DocumentVersionAdded'
      ? [event.data.document.version.number]
      : [],
  );

it('a document is told with all its versions, in order: the earlier ones are to be kept, too', async () => {
  const [one, other] = await fill(1, 2);
  await clio.addVersion(one!, Buffer.from('second'));
  await clio.addVersion(one!, Buffer.from('third'));
  await start();
  expect(await toTheEnd()).toBe('done');
  expect(await namesOf(one!)).toEqual(['DocumentAdded', 'DocumentVersionAdded', 'DocumentVersionAdded']);
  expect(await Promise.all([one!, other!].map(versionsOf))).toEqual([[1, 2, 3], [1]]);
  expect(await newest()).toMatchObject({ data: { documents: { found: 2, mirrored: 2, left: 0 } } });
});

it('a step asks for the versions of ten documents at most: other firms’ migrations wait for its end', async () => {
  const ids = await fill(1, 12);
  for (const id of ids.slice(0, 11)) await clio.addVersion(id, Buffer.from('second'));
  await start();
  const pod = anotherPod({ wave: 20, window: 40 });
  const toldBy = async () => (await Promise.all(ids.map(namesOf))).filter(({ length }) => length > 0).length;
  while ((await toldBy()) === 0) expect((await pod.step(firm, never)).did).toBe('worked');
  expect(await toldBy()).toBe(11);
  expect(await toTheEnd(pod)).toBe('done');
  expect(await Promise.all(ids.map(versionsOf))).toEqual(ids.map((_, n) => (n < 11 ? [1, 2] : [1])));
  expect(await newest()).toMatchObject({ data: { documents: { found: 12, mirrored: 12, left: 0 } } });
});

it('a document that is not uploaded yet is counted apart, and holds the run up for nobody', async () => {
  const [whole] = await fill(1, 1);
  await clio.holdNextUpload(3_600_000);
  const [held] = await fill(1, 1);
  await start();
  expect(await toTheEnd()).toBe('done');
  expect(await Promise.all([whole!, held!].map(namesOf))).toEqual([['DocumentAdded'], []]);
  expect(await newest()).toMatchObject({
    data: { documents: { found: 2, mirrored: 1, left: 0, unfinished: 1 } },
  });
});

it('a document of which a later version is not uploaded is told with those that are', async () => {
  const [id] = await fill(1, 1);
  await clio.addVersion(id!, Buffer.from('second'));
  await clio.holdNextUpload(3_600_000);
  await clio.addVersion(id!, Buffer.from('third'));
  await start();
  expect(await toTheEnd()).toBe('done');
  expect(await versionsOf(id!)).toEqual([1, 2]);
  expect(await newest()).toMatchObject({ data: { documents: { found: 1, mirrored: 1, left: 0 } } });
});

it('a matter that nobody may see fails the run with its reason; resumed, it is tried again', async () => {
  const run = await start(4711);
  expect(await steps()).toBe('failed');
  expect(await newest()).toMatchObject({ name: 'MigrationFailed', data: { run, code: 'MATTER_UNKNOWN' } });
  expect(await steps()).toBe('idle');
});

it('an outage of Clio is waited for; a refusal that stays ends the run', async () => {
  await fill(1, 1);
  await start();
  await clio.plan({ match: { path: '/matters' }, effect: { status: { code: 403, body: {} } } });
  const seen: string[] = [];
  for (let times = 0; times < 5; times += 1) seen.push((await history.step(firm, never)).did);
  expect(seen).toEqual(['waits', 'waits', 'waits', 'waits', 'failed']);
  expect(await newest()).toMatchObject({ name: 'MigrationFailed', data: { code: 'CLIO_FORBIDDEN' } });
});

it('a list of which one place is refused each time ends the run', async () => {
  await start();
  const pod = anotherPod({ listed: refusedPlace(Infinity) });
  expect(await steps(pod)).toBe('failed');
  expect(await newest()).toMatchObject({ name: 'MigrationFailed', data: { code: 'CLIO_ANSWER_INVALID' } });
});

it('a list that is begun anew counts nothing twice', async () => {
  await start();
  expect(await steps(anotherPod({ listed: refusedPlace(4) }))).toBe('done');
  expect(await newest()).toMatchObject({ name: 'MigrationCompleted', data: { matters: 0, hidden: 4 } });
});

it('what may not be seen is counted with the end of the run: it did not see everything', async () => {
  const [id] = await fill(1, 1);
  await start();
  const hideMatter = { match: { path: '/matters/' }, effect: { status: { code: 403, body: {} } } };
  await clio.plan(hiddenPage('/matters.json'), hideMatter);
  expect(await toTheEnd()).toBe('done');
  expect(await namesOf(id!)).toEqual([]);
  expect(await newest()).toMatchObject({
    name: 'MigrationCompleted',
    data: { matters: 0, hidden: 1, documents: { found: 1, mirrored: 0, left: 0, unseen: 1, unfinished: 0 } },
  });
  await clio.plan();
  await start();
  expect(await toTheEnd()).toBe('done');
  expect(await newest()).toMatchObject({ data: { hidden: 0, documents: { mirrored: 1, unseen: 0 } } });
});

it.each([null, 'one'])('documents that may not be seen are counted, of %s matter', async (scope) => {
  await fill(1, 1);
  const matter = await clio.openMatter();
  await start(scope === null ? null : matter);
  await clio.plan(hiddenPage('/documents.json'));
  expect(await toTheEnd()).toBe('done');
  expect(await newest()).toMatchObject({ data: { hidden: 1, documents: { mirrored: 0, unseen: 0 } } });
});

it('an upload that is not over is counted apart from what went to the trash', async () => {
  const matter = await clio.openMatter();
  await clio.begin(matter, 'Draft.pdf');
  await start(matter);
  expect(await toTheEnd()).toBe('done');
  expect(await newest()).toMatchObject({
    data: { hidden: 0, documents: { found: 1, left: 0, unseen: 0, unfinished: 1 } },
  });
});

/** The firm’s account of Dropbox, from now on. */
const connect = (id: string, before: string | null = null): Promise<EventId> =>
  say(connected(id, before), connectionStream(firm));
const commit = (document: string): Promise<EventId> =>
  say(committed(document), documentStream(firm, DocumentId.parse(document)));

it.each(['told', 'mirrored'])(
  'a run that meets another Dropbox mirrors anew what it knows as %s, once, and ends',
  async (known) => {
    const ids = await fill(1, 2);
    await connect('old');
    await start();
    expect(await steps()).toBe('waits');
    for (const id of ids) await commit(id);
    await put('mirrored');
    await connect('new', 'old');
    await change(
      `update ingest.migration_documents set told_at = now() - interval '1 hour', state = $2 where firm = $1`,
      known,
    );
    await change(
      `update status.documents set left_in = 'old', mirrored_version = 1, left_since = now() - interval '10 minutes' where firm = $1`,
    );
    for (let looks = 0; looks < 3; looks += 1) expect(await steps()).toBe('waits');
    const story = ['DocumentAdded', 'DocumentMirrored', 'MirroringRestarted'];
    expect(await Promise.all(ids.map(namesOf))).toEqual([story, story]);
    await change('update status.documents set left_in = null where firm = $1');
    expect(await toTheEnd()).toBe('done');
  },
);

it('what was committed in a Dropbox that the firm has no more is mirrored anew, once, wherever a run is killed', async () => {
  const [left, here] = (await fill(1, 2)) as [string, string];
  await connect('old');
  await start();
  expect(await toTheEnd()).toBe('done');
  await commit(left);
  await connect('new', 'old');
  await commit(here);
  for (let runs = 0; runs < 2; runs += 1) {
    await start();
    for (let did = ''; did !== 'done'; { did } = await anotherPod().step(firm, never))
      if (did === 'waits') await mirror();
    expect(await namesOf(left)).toEqual(['DocumentAdded', 'DocumentMirrored', 'MirroringRestarted']);
    expect(await namesOf(here)).toEqual(['DocumentAdded', 'DocumentMirrored']);
  }
});
