import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DocumentId, FirmId, matterKey, migrationStream } from '@counterpart/contracts';
import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import { testDatabase, type TestDatabase } from '@counterpart/testing';
import { StoredRuns } from '../src/adapters/told-runs.js';
import { StoredVersions } from '../src/adapters/told-versions.js';
import { tellDocument, tellVersion } from './facts.js';

/* What the uploader asks the trail. */

const [FIRM, OTHER] = [FirmId.parse('hartwell'), FirmId.parse('reyes')];
const document = DocumentId.parse('1675950900');

let database: TestDatabase;
let source: ReturnType<typeof storeDataSource>;
let store: EventStore;

beforeAll(async () => {
  database = await testDatabase();
  await runMigrations({ url: database.ownerUrl });
  source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  store = new EventStore(source);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

it('a version is replaced as soon as the trail of its firm tells of a later one', async () => {
  const versions = new StoredVersions(store);
  await tellDocument(store, FIRM, { document, category: null });
  await tellDocument(store, OTHER, { document, category: null });
  expect(await versions.isReplaced(FIRM, document, 1)).toBe(false);
  await tellVersion(store, FIRM, { document, number: 2 });
  const asked = [1, 2].map((number) => versions.isReplaced(FIRM, document, number));
  expect(await Promise.all(asked)).toEqual([true, false]);
  expect(await versions.isReplaced(OTHER, document, 1)).toBe(false);
});

/** A person starts a migration. @returns the run */
async function start(firm: FirmId): Promise<string> {
  const stream = migrationStream(firm);
  const id = randomUUID();
  const told = { name: 'MigrationStarted', stream, firm, key: matterKey(firm, null) } as const;
  const event = { ...told, data: { matter: null, why: null } };
  const origin = { handler: 'spec', actor: 'user:ada', source: '/counterpart/console' };
  const cause = { eventId: id, correlationId: id, ...origin };
  await store.transact(
    (tx) => store.append(tx, cause, [{ stream, expected: 'any', events: [event] }], new Date()),
    { firm },
  );
  return (await store.newestOf(stream))?.event.id ?? '';
}

it('a cause is a run’s where the trail of that firm tells of the run, also of one that began a moment ago', async () => {
  const runs = new StoredRuns(store);
  const live = randomUUID();
  expect(await runs.isRun(FIRM, live)).toBe(false);
  const run = await start(FIRM);
  expect(await Promise.all([runs.isRun(FIRM, run), runs.isRun(FIRM, live)])).toEqual([true, false]);
  expect(await runs.isRun(OTHER, run)).toBe(false);
  const next = await start(FIRM);
  expect(await Promise.all([runs.isRun(FIRM, next), runs.isRun(FIRM, run)])).toEqual([true, true]);
});
