import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceAddresses } from '@counterpart/testing';
import { FirmId } from '@counterpart/contracts';
import { storeDatabase, type StoreDatabase } from '../../test/store-database.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { rebuildBeside } from '../projections/rebuild-beside.js';
import { STATUS_PROJECTION } from '../status/status-projection.js';
import { DATABASE_RIGHTS, DATABASE_USERS, roleOf, type DatabaseUser } from './database-rights.js';
import { EVERY_FIRM, NOT_APART } from './firm-rules.js';

const REYES = FirmId.parse('reyes');
const DOCUMENT = `insert into status.documents (firm, document, latest_version_seen, state, updated_at)
  values ($1, '1', 1, 'added', now()) on conflict do nothing`;
const REFUSED = { code: '42501' };

let database: StoreDatabase;
let admin: pg.Client;
const clients = new Map<DatabaseUser, pg.Client>();
beforeAll(async () => {
  database = await storeDatabase();
  const addresses = await serviceAddresses(database.adminUrl, DATABASE_USERS.map(roleOf));
  await runMigrations({ url: database.adminUrl });
  for (const user of READERS) {
    const client = new pg.Client({ connectionString: addresses.get(roleOf(user)) });
    await client.connect();
    clients.set(user, client);
  }
  admin = await database.connectAdmin();
  await fill();
});
afterAll(async () => {
  await Promise.all([...clients.values()].map((client) => client.end()));
  await database[Symbol.asyncDispose]();
});

const READERS = DATABASE_USERS.filter(
  (user) => DATABASE_RIGHTS.find(({ table }) => table === 'status.documents')?.of[user] !== undefined,
);
async function fill(): Promise<void> {
  for (const firm of ['hartwell', 'reyes']) await admin.query(DOCUMENT, [firm]);
}

/** What a query that forgot to name a firm finds, as a user in a transaction that names one. */
async function firmsSeen(user: DatabaseUser, named: string | null): Promise<readonly string[]> {
  const client = clients.get(user);
  if (client === undefined) throw new TypeError(`${user} has no connection`);
  await client.query('begin');
  try {
    if (named !== null) await client.query(`select set_config('counterpart.firm', $1, true)`, [named]);
    const { rows } = await client.query<{ firm: string }>('select firm from status.documents order by firm');
    return rows.map(({ firm }) => firm);
  } finally {
    await client.query('rollback');
  }
}

describe('the tables of firms', () => {
  it('are kept apart by rules about rows, or named with the reason why not', async () => {
    const named = (test: (table: string) => boolean): readonly string[] =>
      DATABASE_RIGHTS.map(({ table }) => table).filter(test);
    const isOfNoFirm = (table: string): boolean =>
      /^(audit\.|event_store\.(\w+_cursors|router_progress)$|eventing\.partition_leases$)/.test(table);
    const apart = DATABASE_RIGHTS.filter(({ firm }) => firm !== undefined).map(({ table }) => table);
    expect([...apart, ...Object.keys(NOT_APART)].toSorted()).toEqual(
      named((table) => !isOfNoFirm(table)).toSorted(),
    );
    const { rows } = await admin.query<{ table: string; ruled: boolean }>(
      `select distinct format('%s.%s', c.table_schema, c.table_name) as table,
         t.rowsecurity and exists (select from pg_policies p where p.schemaname = c.table_schema
           and p.tablename = c.table_name and p.qual ~ 'counterpart[.]firm|named_firm') as ruled
       from information_schema.columns c
       join pg_tables t on t.schemaname = c.table_schema and t.tablename = c.table_name
       where c.column_name = 'firm'`,
    );
    expect(rows.length).toBeGreaterThan(1);
    for (const { table, ruled } of rows) expect([table, ruled]).toEqual([table, !(table in NOT_APART)]);
  });
});

describe('a query that forgot to name its firm', () => {
  it.each(READERS)('as %s finds the documents of the transaction’s firm alone', async (user) => {
    expect(await firmsSeen(user, 'reyes')).toEqual(['reyes']);
  });

  it.each(READERS)(
    'as %s finds nothing where the transaction names no firm, or one of nobody',
    async (user) => {
      expect(await firmsSeen(user, null)).toEqual([]);
      expect(await firmsSeen(user, '')).toEqual([]);
      expect(await firmsSeen(user, 'another')).toEqual([]);
    },
  );

  it.each(READERS)('as %s finds those of all firms only as the auditor, which folds them', async (user) => {
    expect(await firmsSeen(user, EVERY_FIRM)).toEqual(user === 'auditor' ? ['hartwell', 'reyes'] : []);
  });

  it('finds no more after the documents were folded anew', async () => {
    await rebuildBeside(admin, STATUS_PROJECTION);
    await fill();
    expect(await firmsSeen('operator', 'reyes')).toEqual(['reyes']);
    expect(await firmsSeen('operator', null)).toEqual([]);
  });

  it('writes nothing of another firm, and changes nothing', async () => {
    const write = (sql: string, values: string[] = []) =>
      database.store.transact(({ client }) => client.query(sql, values), { firm: REYES });
    await expect(write(DOCUMENT.replace(`'1'`, `'2'`), ['hartwell'])).rejects.toMatchObject(REFUSED);
    await expect(write(`update status.documents set firm = 'hartwell'`)).rejects.toMatchObject(REFUSED);
    await expect(write(`update status.documents set state = 'dead'`)).resolves.toMatchObject({ rowCount: 1 });
    await expect(write('delete from status.documents')).resolves.toMatchObject({ rowCount: 1 });
    const { rows } = await admin.query('select firm, state from status.documents');
    expect(rows).toEqual([{ firm: 'hartwell', state: 'added' }]);
  });

  it('has left no firm behind on the connection of a transaction that named one', async () => {
    const NAMED = `select current_setting('counterpart.firm', true) as firm`;
    await database.store.transact(({ client }) => client.query(NAMED), { firm: REYES });
    const failed = database.store.transact(() => Promise.reject(new Error('a bug')), { firm: REYES });
    await expect(failed).rejects.toThrow('a bug');
    for (let times = 0; times < 4; times += 1) {
      const [row] = await database.dataSource.query<{ firm: string | null }[]>(NAMED);
      expect(row?.firm ?? '').toBe('');
    }
  });
});
