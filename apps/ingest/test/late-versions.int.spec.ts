import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { ClioConnections, SharedLedgers } from '@counterpart/connections';
import { DocumentId, documentStream, FirmId, matterKey, type Event } from '@counterpart/contracts';
import { dropboxAccounts } from '@counterpart/credentials';
import { EventStore, runMigrations, storeDataSource, type NewEvent } from '@counterpart/event-store';
import { Firms } from '@counterpart/service-defaults';
import { testDatabase, type TestDatabase } from '@counterpart/testing';
import { ClioHistory } from '../src/adapters/clio-history.js';
import { ClioApiRecords } from '../src/adapters/clio-records.js';
import { ReadyToTell } from '../src/reconcile-records/ready-to-tell.js';
import { SweepLog } from '../src/reconcile-records/sweep-log.js';
import { startOldFirm, type OldFirm } from './old-firm.js';

/* Documents that were told by a later version than their first kept no earlier one, and no run brought them. */

const now = (): Date => new Date();
const never = new AbortController().signal;

let database: TestDatabase;
let dataSource: ReturnType<typeof storeDataSource>;
let store: EventStore;
let clio: OldFirm;
let firm: FirmId;

beforeAll(async () => {
  database = await testDatabase();
  await runMigrations({ url: database.ownerUrl });
  dataSource = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  store = new EventStore(dataSource);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});
beforeEach(async () => {
  clio = await startOldFirm();
  firm = FirmId.parse(`firm-${randomUUID().slice(0, 8)}`);
});
afterEach(() => clio.close());

/** What lies in Clio, told as a migration tells a wave, or as a sweep does. */
function stage() {
  const grant = { accessToken: 'fake-clio-access-token' };
  const vendor = { baseUrl: clio.url, downloadOrigins: [clio.downloadUrl], grant, webhookUrl: clio.url };
  const dropbox = { apiUrl: clio.url, contentUrl: clio.url, grant };
  const firms = new Firms([{ firm, clio: vendor, dropbox, alerts: [], quotas: {} }]);
  const connections = new ClioConnections(firms, new SharedLedgers(dataSource));
  const lists = new ClioHistory(connections, new ClioApiRecords(connections, () => Promise.resolve([]), now));
  const facts = new SweepLog(store, now, dropboxAccounts);
  const ready = new ReadyToTell(lists, facts);
  const seen = (id: DocumentId) => lists.read(firm, [id], never);
  const run = async (id: DocumentId, isMigration = true): Promise<number> => {
    const history = isMigration ? { mostLists: 10 } : undefined;
    const { matters, documents } = await ready.of(firm, await seen(id), history);
    return facts.tellPart({
      firm,
      sweep: randomUUID(),
      part: 1,
      matters,
      documents,
      ofHistory: isMigration,
    });
  };
  return { seen, run };
}

async function threeVersions(): Promise<DocumentId> {
  const id = await clio.add(await clio.openMatter(), 'Brief.pdf', Buffer.from('first'));
  for (const text of ['second', 'third']) await clio.addVersion(id, Buffer.from(text));
  return DocumentId.parse(id);
}

/** As it was told before documents were told from their first version on. */
async function toldByNewest(id: DocumentId, { seen }: ReturnType<typeof stage>): Promise<void> {
  const [one] = await seen(id);
  const { snapshot } = one!;
  const stream = documentStream(firm, id);
  const data = { document: snapshot };
  const event: NewEvent = {
    stream,
    firm,
    key: matterKey(firm, snapshot.matter),
    name: 'DocumentAdded',
    data,
  };
  const origin = { handler: 'spec', actor: 'service:ingest', source: '/counterpart/ingest' };
  const cause = { eventId: randomUUID(), correlationId: randomUUID(), ...origin };
  await store.transact((tx) => store.append(tx, cause, [{ stream, expected: 0, events: [event] }], now()), {
    firm,
  });
}

const story = async (id: DocumentId): Promise<readonly Event[]> =>
  (await store.readStream(documentStream(firm, id))).map(({ event }) => event);

it('a migration tells the versions before the one that was told first, once', async () => {
  const id = await threeVersions();
  const scene = stage();
  await toldByNewest(id, scene);
  await scene.run(id);
  expect(await scene.run(id)).toBe(0);
  const [, found, ...others] = await story(id);
  expect(found).toMatchObject({
    name: 'EarlierVersionsFound',
    data: { document: id, versions: [{ version: { number: 1 } }, { version: { number: 2 } }] },
  });
  expect(others).toEqual([]);
});

it('a newer version that comes with the same look is told, too, and goes on from the one that was told last', async () => {
  const id = await threeVersions();
  const scene = stage();
  await toldByNewest(id, scene);
  await clio.addVersion(id, Buffer.from('fourth'));
  await scene.run(id);
  await scene.run(id);
  expect((await story(id)).map(({ name }) => name)).toEqual([
    'DocumentAdded',
    'DocumentVersionAdded',
    'EarlierVersionsFound',
  ]);
});

it('a sweep asks for none of them, and of a document that was told from its first version on nobody does', async () => {
  const [late, whole] = [await threeVersions(), await threeVersions()];
  const scene = stage();
  await toldByNewest(late, scene);
  await scene.run(late, false);
  expect((await story(late)).map(({ name }) => name)).toEqual(['DocumentAdded']);
  await scene.run(whole);
  await scene.run(whole);
  expect((await story(whole)).map(({ name }) => name)).not.toContain('EarlierVersionsFound');
});
