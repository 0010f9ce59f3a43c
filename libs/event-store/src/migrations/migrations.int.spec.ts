import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dumpSchema } from '../../test/dump-schema.js';
import { FIRM, aCause, nextDocument, NOW, writeOf } from '../../test/sample-events.js';
import { storeDatabase, type StoreDatabase } from '../../test/store-database.js';
import { runMigrations } from './run-migrations.js';

let database: StoreDatabase;
let admin: pg.Client;
let service: pg.Client;
beforeAll(async () => {
  database = await storeDatabase();
  admin = await database.connectAdmin();
  service = await database.connect();
  await database.store.transact(
    (tx) => database.store.append(tx, aCause(), [writeOf(nextDocument(), 0, 2)], NOW),
    { firm: FIRM },
  );
});
afterAll(() => database[Symbol.asyncDispose]());

describe('the event table (law 1: events are only ever added)', () => {
  const changes = [
    'update event_store.events set body = body',
    'delete from event_store.events',
    'truncate event_store.events',
  ];

  it.each(changes)('refuses its owner: %s', async (sql) => {
    await expect(admin.query(sql)).rejects.toMatchObject({ code: '23001' });
  });

  it('refuses its owner also in a replica session and where no row is meant', async () => {
    await admin.query('set session_replication_role = replica');
    await expect(admin.query('delete from event_store.events where false')).rejects.toMatchObject({
      code: '23001',
    });
    await admin.query('reset session_replication_role');
  });

  it.each(changes)('does not even grant to the services: %s', async (sql) => {
    await expect(service.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it.each(['position', 'tx', 'recorded_at'])('lets no service choose %s', async (column) => {
    await expect(
      service.query(
        `insert into event_store.events (${column}) overriding system value
         select ${column} from event_store.events`,
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });
});

describe('migrations', () => {
  it('give the frozen schema', async () => {
    const dump = await dumpSchema(admin, ['event_store', 'status', 'eventing', 'budgets']);
    await expect(dump).toMatchFileSnapshot('../../schema.sql');
  });

  it('may be run by five programs at once, on an empty database and on a migrated one', async () => {
    const fresh = `${new URL(database.adminUrl).pathname.slice(1)}_fresh`;
    await admin.query(`create database "${fresh}"`);
    const url = new URL(database.adminUrl);
    url.pathname = `/${fresh}`;
    const five = (): Promise<void[]> =>
      Promise.all(Array.from({ length: 5 }, () => runMigrations({ url: url.href })));
    await expect(five()).resolves.toHaveLength(5);
    await expect(five()).resolves.toHaveLength(5);
    await admin.query(`drop database "${fresh}" with (force)`);
  });

  it('say clearly that the role of the services is missing', async () => {
    await expect(
      runMigrations({ url: database.adminUrl, serviceRole: 'nobody_made_this_role' }),
    ).rejects.toMatchObject({ code: 'EVENT_STORE_ROLE_MISSING' });
  });

  it('run those of other packages and grant their schemas to the services', async () => {
    await runMigrations({
      url: database.adminUrl,
      extra: [MakeLedger1764000000099],
      serviceSchemas: ['ledger'],
    });
    await service.query('insert into ledger.lines (note) values ($1)', ['by the service']);
    const { rows } = await service.query('select id, note from ledger.lines');
    expect(rows).toEqual([{ id: 1, note: 'by the service' }]);
  });
});

class MakeLedger1764000000099 {
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query('create schema ledger; create table ledger.lines (id serial primary key, note text)');
  }

  async down(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query('drop schema ledger cascade');
  }
}
