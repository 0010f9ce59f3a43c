import { afterAll, beforeAll, expect, it } from 'vitest';
import { FirmId, MatterId, migrationStream } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { openMigrations } from '../src/adapters/database-migrations.js';
import { tellMigration } from '../src/migrate-history/migrate-history.handler.js';
import { startDesk, type Desk } from './operator-desk.js';

const FIRM = FirmId.parse('hartwell');

let desk: Desk;
let store: EventStore;

beforeAll(async () => {
  desk = await startDesk(FIRM);
  ({ store } = desk);
});
afterAll(() => desk.close());

const migrate = (...words: readonly string[]) => desk.run('migrate', ...words);
const newest = async () => (await store.newestOf(migrationStream(FIRM)))?.event;

it('a migration is started and told by the program', async () => {
  expect(await migrate('start', '--by', 'ada')).toEqual({ code: 0, told: { outcome: 'started' } });
  const started = await newest();
  expect(started).toMatchObject({ name: 'MigrationStarted', actor: 'user:ada', data: { matter: null } });
  expect((await migrate('status')).told).toMatchObject({
    migration: { run: started?.id, state: 'listing', progress: null, estimate: { callsLeft: null } },
  });
});

it('a migration is started once, paused and resumed, each word with who said it', async () => {
  const { desk: book, close } = await openMigrations(desk.operatorUrl);
  const firm = FirmId.parse('reyes');
  const word = { firm, matter: null, actor: 'user:ada', why: null };
  const elsewhere = { ...word, matter: MatterId.parse('5') };
  const told = async () => (await store.newestOf(migrationStream(firm)))?.event;
  expect(await book.read(firm)).toBeUndefined();
  expect(await book.pause(word)).toBe('none');
  expect(await book.start(word)).toBe('started');
  const run = (await told())?.id;
  expect(await book.start(elsewhere)).toBe('under-way');
  expect(await book.pause({ ...word, why: 'Trial week' })).toBe('paused');
  expect(await told()).toMatchObject({
    name: 'MigrationPaused',
    actor: 'user:ada',
    data: { run, why: 'Trial week' },
  });
  expect(await book.pause(word)).toBe('no-change');
  expect(await book.resume(elsewhere)).toBe('none');
  expect(await tellMigration(book, { firm, matter: null }, 0.6)).toMatchObject({ state: 'paused' });
  expect(await tellMigration(book, elsewhere, 0.6)).toBeUndefined();
  expect(await book.resume(word)).toBe('resumed');
  expect(await told()).toMatchObject({ name: 'MigrationResumed', data: { run } });
  await close();
});
