import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FirmId, matterKey, migrationStream } from '@counterpart/contracts';
import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import { testDatabase, type TestDatabase } from '@counterpart/testing';
import { StoredRuns } from '../src/adapters/told-runs.js';

const [FIRM, OTHER] = [FirmId.parse('hartwell'), FirmId.parse('reyes')];

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
