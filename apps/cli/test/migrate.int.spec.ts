import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FirmId, MatterId, migrationStream } from '@counterpart/contracts';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import { openMigrations } from '../src/adapters/database-migrations.js';
import { tellMigration } from '../src/migrate-history/migrate-history.handler.js';
import { operatorDatabase, type OperatorDatabase } from './operator-database.js';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const FIRM = FirmId.parse('hartwell');

let database: OperatorDatabase;
let source: ReturnType<typeof storeDataSource>;
let store: EventStore;

beforeAll(async () => {
  database = await operatorDatabase();
  source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  store = new EventStore(source);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

interface Said {
  readonly code: number;
  readonly told: Readonly<Record<string, unknown>>;
}

function counterpart(...words: readonly string[]): Promise<Said> {
  const env = { COUNTERPART_DATABASE_URL: database.operatorUrl, COUNTERPART_FIRM: FIRM };
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, '--json', 'migrate', ...words], { env }, (error, out) => {
      resolve({ code: error === null ? 0 : 1, told: JSON.parse(out) as Said['told'] });
    });
  });
}

const newest = async () => (await store.newestOf(migrationStream(FIRM)))?.event;

it('a migration is started and told by the program', async () => {
  expect(await counterpart('start', '--by', 'ada')).toEqual({ code: 0, told: { outcome: 'started' } });
  const started = await newest();
  expect(started).toMatchObject({ name: 'MigrationStarted', actor: 'user:ada', data: { matter: null } });
  expect((await counterpart('status')).told).toMatchObject({
    migration: { run: started?.id, state: 'listing', progress: null, estimate: { callsLeft: null } },
  });
});

it('a migration is started once, paused and resumed, each word with who said it', async () => {
  const { desk, close } = await openMigrations(database.operatorUrl);
  const firm = FirmId.parse('reyes');
  const word = { firm, matter: null, actor: 'user:ada', why: null };
  const elsewhere = { ...word, matter: MatterId.parse('5') };
  const told = async () => (await store.newestOf(migrationStream(firm)))?.event;
  expect(await desk.read(firm)).toBeUndefined();
  expect(await desk.pause(word)).toBe('none');
  expect(await desk.start(word)).toBe('started');
  const run = (await told())?.id;
  expect(await desk.start(elsewhere)).toBe('under-way');
  expect(await desk.pause({ ...word, why: 'Trial week' })).toBe('paused');
  expect(await told()).toMatchObject({
    name: 'MigrationPaused',
    actor: 'user:ada',
    data: { run, why: 'Trial week' },
  });
  expect(await desk.pause(word)).toBe('no-change');
  expect(await desk.resume(elsewhere)).toBe('none');
  expect(await tellMigration(desk, { firm, matter: null }, 0.6)).toMatchObject({ state: 'paused' });
  expect(await tellMigration(desk, elsewhere, 0.6)).toBeUndefined();
  expect(await desk.resume(word)).toBe('resumed');
  expect(await told()).toMatchObject({ name: 'MigrationResumed', data: { run } });
  await close();
});
