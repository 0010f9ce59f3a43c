import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceAddresses } from '@counterpart/testing';
import { FIRM, aCause, nextDocument, NOW, writeOf } from '../../test/sample-events.js';
import { storeDatabase, type StoreDatabase } from '../../test/store-database.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { DATABASE_RIGHTS, DATABASE_USERS, roleOf, type DatabaseUser } from './database-rights.js';

let database: StoreDatabase;
const clients = new Map<DatabaseUser, pg.Client>();
const as = (user: DatabaseUser): pg.Client => {
  const client = clients.get(user);
  if (client === undefined) throw new TypeError(`${user} has no connection`);
  return client;
};
const REFUSED = { code: '42501' };

beforeAll(async () => {
  database = await storeDatabase();
  const addresses = await serviceAddresses(database.adminUrl, DATABASE_USERS.map(roleOf));
  await runMigrations({ url: database.adminUrl });
  for (const user of DATABASE_USERS) {
    const client = new pg.Client({ connectionString: addresses.get(roleOf(user)) });
    await client.connect();
    clients.set(user, client);
  }
  await database.store.transact(
    (tx) => database.store.append(tx, aCause(), [writeOf(nextDocument(), 0, 2)], NOW),
    { firm: FIRM },
  );
});
afterAll(async () => {
  await Promise.all([...clients.values()].map((client) => client.end()));
  await database[Symbol.asyncDispose]();
});

const event = (topic: string): string =>
  `insert into event_store.events (stream, version, event_id, type, firm, topic, key, body)
   values ('document-hartwell-' || abs(hashtext('${topic}')::bigint), 1, gen_random_uuid(), 'Made.v1', 'hartwell', '${topic}', 'hartwell', '{}')`;

describe('a service’s own role', () => {
  it.each(DATABASE_USERS)('%s changes no event', async (user) => {
    for (const sql of [
      'update event_store.events set body = body',
      'delete from event_store.events',
      'truncate event_store.events',
    ])
      await expect(as(user).query(sql)).rejects.toMatchObject(REFUSED);
  });

  it.each(DATABASE_USERS)('%s changes no schema', async (user) => {
    for (const sql of [
      'create table event_store.mine (id int)',
      'create table public.mine (id int)',
      'drop table event_store.events',
      'alter table event_store.events disable trigger all',
      'alter table event_store.events disable row level security',
    ])
      await expect(as(user).query(sql)).rejects.toMatchObject({
        code: expect.stringMatching(/42501/) as string,
      });
  });

  it.each(DATABASE_USERS)('%s reads and changes just the tables that are its own', async (user) => {
    const { rows } = await as(user).query<{ table: string; privilege: string }>(
      `select distinct format('%s.%s', table_schema, table_name) as table, lower(privilege_type) as privilege
       from information_schema.column_privileges where grantee = current_user
       union select format('%s.%s', table_schema, table_name), lower(privilege_type)
       from information_schema.table_privileges where grantee = current_user order by 1, 2`,
    );
    const there = new Set(
      DATABASE_RIGHTS.map(({ table }) => table).filter((table) =>
        /^(event_store|status|eventing|budgets)\./.test(table),
      ),
    );
    const wanted = DATABASE_RIGHTS.filter(({ table }) => there.has(table)).flatMap(({ table, of }) =>
      (of[user] ?? []).map((privilege) => ({ table, privilege })),
    );
    const byName = (rights: typeof wanted): readonly string[] =>
      rights.map(({ table, privilege }) => `${table} ${privilege}`).toSorted();
    expect(byName(rows as typeof wanted)).toEqual(byName(wanted));
  });

  it.each([
    ['router', 'router.decisions.v1', 'ingest.facts.v1'],
    ['uploader', 'console.connections.v1', 'console.policies.v1'],
    ['notifier', 'notifier.outcomes.v1', 'console.connections.v1'],
    ['operator', 'audit.exports.v1', 'audit.checkpoints.v1'],
    ['operator', 'notifier.outcomes.v1', 'archiver.outcomes.v1'],
    ['auditor', 'audit.exports.v1', 'console.policies.v1'],
  ] as const)('%s tells what is on %s, not what is on %s', async (user, own, foreign) => {
    const told = async (topic: string): Promise<unknown> => {
      await as(user).query(`begin; set local counterpart.firm = 'hartwell'`);
      try {
        return await as(user).query(event(topic));
      } finally {
        await as(user).query('rollback');
      }
    };
    await expect(told(own)).resolves.toMatchObject({ rowCount: 1 });
    await expect(told(foreign)).rejects.toMatchObject(REFUSED);
  });

  it('neither sees nor moves another’s lease, parked work or cursor', async () => {
    await as('router').query(`insert into eventing.partition_leases values ('router.closing/t/0', 7)`);
    await as('router').query(`insert into event_store.relay_cursors values ('router', '9', 9)`);
    const NAME_FIRM = `set counterpart.firm = 'hartwell'`;
    const uploader = as('uploader');
    for (const user of ['router', 'uploader', 'operator'] as const) await as(user).query(NAME_FIRM);
    await as('router').query(
      `insert into eventing.parked
         (consumer, topic, partition, record_offset, lane_key, record_key, headers, record_time, state, tries, due_at)
       values ('router', 't', 0, 1, 'k', 'hartwell/7', '{}', 0, 'waiting', 1, now())`,
    );
    for (const table of ['eventing.partition_leases', 'event_store.relay_cursors', 'eventing.parked'])
      await expect(uploader.query(`select from ${table}`)).resolves.toMatchObject({ rowCount: 0 });
    await expect(
      uploader.query(`update eventing.partition_leases set epoch = epoch + 1`),
    ).resolves.toMatchObject({ rowCount: 0 });
    await expect(uploader.query('delete from eventing.parked')).resolves.toMatchObject({ rowCount: 0 });
    await expect(
      uploader.query(`insert into eventing.partition_leases values ('router.closing/t/1', 1)`),
    ).rejects.toMatchObject(REFUSED);
    await expect(
      uploader.query(
        `insert into event_store.relay_cursors values ('router', '99', 99)
         on conflict (owner) do update set position = excluded.position`,
      ),
    ).rejects.toMatchObject(REFUSED);
    await expect(as('operator').query('select from eventing.parked')).resolves.toMatchObject({ rowCount: 1 });
  });

  it('loses what is not its own where somebody granted it', async () => {
    const admin = await database.connectAdmin();
    await admin.query(`grant all on status.documents to ${roleOf('uploader')}`);
    await runMigrations({ url: database.adminUrl });
    await expect(as('uploader').query('select from status.documents')).rejects.toMatchObject(REFUSED);
  });

  it('is never without its rules about events while a migration makes them anew', async () => {
    const admin = await database.connectAdmin();
    const rules = async (): Promise<readonly string[]> =>
      (
        await admin.query<{ name: string }>(
          `select policyname as name from pg_policies where tablename = 'events' and policyname like '%rows\\_of\\_router'`,
        )
      ).rows.map(({ name }) => name);
    const sees = async (): Promise<boolean> => {
      await as('router').query(`begin; set local counterpart.firm = '${FIRM}'`);
      const { rowCount } = await as('router').query('select from event_store.events limit 1');
      await as('router').query('commit');
      return rowCount === 1;
    };
    await admin.query('alter policy rows_of_router on event_store.events rename to former_rows_of_router');
    expect([await rules(), await sees()]).toEqual([['former_rows_of_router'], true]);
    await runMigrations({ url: database.adminUrl });
    expect([await rules(), await sees()]).toEqual([['rows_of_router'], true]);
  });
});
