import { PostgresParkingLot } from '@counterpart/eventing';
import { FirmId } from '@counterpart/contracts';
import { serviceAddresses } from '@counterpart/testing';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeDatabase, type StoreDatabase } from '../../test/store-database.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { DATABASE_RIGHTS, DATABASE_USERS, roleOf, type DatabaseUser } from './database-rights.js';
import { EVERY_FIRM } from './firm-rules.js';

const REFUSED = { code: '42501' };
const TOPIC = 'router.decisions.v1';
const AT = [{ topic: TOPIC, partition: 0 }];
const PARKED = DATABASE_RIGHTS.find(({ table }) => table === 'eventing.parked');
const TENDERS = DATABASE_USERS.filter((user) => PARKED?.of[user] !== undefined);
const CONSUMERS = TENDERS.filter((user) => user !== 'operator');

let database: StoreDatabase;
let admin: pg.Client;
const pools = new Map<DatabaseUser, pg.Pool>();
beforeAll(async () => {
  database = await storeDatabase();
  const addresses = await serviceAddresses(database.adminUrl, DATABASE_USERS.map(roleOf));
  await runMigrations({ url: database.adminUrl });
  for (const user of DATABASE_USERS)
    pools.set(user, new pg.Pool({ connectionString: addresses.get(roleOf(user)), max: 1 }));
  admin = await database.connectAdmin();
  for (const user of CONSUMERS)
    for (const [offset, firm] of ['hartwell', 'reyes'].entries()) await admin.query(park(user, offset, firm));
});
afterAll(async () => {
  await Promise.all([...pools.values()].map((pool) => pool.end()));
  await database[Symbol.asyncDispose]();
});

const park = (group: string, offset: number, firm: string): string =>
  `insert into eventing.parked
     (consumer, topic, partition, record_offset, lane_key, lane_sub, record_key, headers, record_time, state, tries, due_at)
   values ('${group}', '${TOPIC}', 0, ${offset}, '${TOPIC}/0/${firm}/7', 'd', '${firm}/7', '{}', 0, 'waiting', 1, now())`;

const poolOf = (user: DatabaseUser): pg.Pool => {
  const pool = pools.get(user);
  if (pool === undefined) throw new TypeError(`${user} has no pool`);
  return pool;
};

/** Runs within a transaction that names firms so, and undoes it. */
async function naming<T>(
  user: DatabaseUser,
  firm: string | null,
  work: (client: pg.PoolClient) => Promise<T>,
) {
  const client = await poolOf(user).connect();
  try {
    await client.query('begin');
    if (firm !== null) await client.query(`select set_config('counterpart.firm', $1, true)`, [firm]);
    return await work(client);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** What a query that names no firm and no group itself finds. */
const seen = (user: DatabaseUser, firm: string | null): Promise<readonly string[]> =>
  naming(user, firm, async (client) => {
    const sql = `select consumer || ' ' || firm as held from eventing.parked order by held`;
    return (await client.query<{ held: string }>(sql)).rows.map(({ held }) => held);
  });

describe('parked work is kept apart by firm', () => {
  it.each(TENDERS)('%s sees that of the firm that its transaction names, and no other’s', async (user) => {
    const own = user === 'operator' ? CONSUMERS : [user];
    expect(await seen(user, 'reyes')).toEqual(own.map((group) => `${group} reyes`).toSorted());
    for (const named of ['another', 'rey', 'hartwell,reyes']) expect(await seen(user, named)).toEqual([]);
  });

  it.each(CONSUMERS)('%s sees its own groups’ of all firms where it names them all', async (user) => {
    expect(await seen(user, EVERY_FIRM)).toEqual([`${user} hartwell`, `${user} reyes`]);
  });

  it('the operator sees nothing where it names all firms: a person tends the work of one', async () => {
    expect(await seen('operator', EVERY_FIRM)).toEqual([]);
  });

  it.each(TENDERS)(
    '%s changes that of the firm that it names alone; who names all changes nothing',
    async (user) => {
      const changed = (firm: string, sql: string) =>
        naming(user, firm, async (client) => (await client.query(sql)).rowCount);
      for (const sql of [
        'update eventing.parked set tries = 9',
        'delete from eventing.parked',
        'delete from eventing.parked where id > 0',
        'select from eventing.parked for update',
      ]) {
        expect(await changed('reyes', sql)).toBe(user === 'operator' ? CONSUMERS.length : 1);
        for (const named of ['another', EVERY_FIRM]) expect(await changed(named, sql)).toBe(0);
      }
    },
  );

  it.each(CONSUMERS)('%s parks nothing of a firm that its transaction does not name', async (user) => {
    const parked = (firm: string | null) =>
      naming(user, firm, (client) => client.query(park(user, 9, 'reyes')));
    await expect(parked('reyes')).resolves.toMatchObject({ rowCount: 1 });
    for (const named of [null, '', 'hartwell', EVERY_FIRM])
      await expect(parked(named)).rejects.toMatchObject(REFUSED);
    const given = (key: string) =>
      naming(user, 'reyes', (client) => client.query('update eventing.parked set record_key = $1', [key]));
    await expect(given('hartwell/7')).rejects.toMatchObject(REFUSED);
  });
});

describe('what may not be seen is never taken for nothing (a free lane lets records overtake)', () => {
  it.each(TENDERS)('%s is refused where it names nobody', async (user) => {
    for (const sql of [
      'select from eventing.parked',
      `select from eventing.parked where consumer = '${user === 'operator' ? 'router' : user}'`,
      'update eventing.parked set tries = 9 where id > 0',
      'delete from eventing.parked where id > 0',
    ])
      for (const named of [null, '']) {
        const asked = naming(user, named, (client) => client.query(sql));
        await expect(asked).rejects.toMatchObject(REFUSED);
      }
  });

  it('and the lot’s own queries see the lanes of all firms, in one round trip each', async () => {
    const asked: string[] = [];
    const pool = poolOf('router');
    const counting = {
      query: (sql: string, values: unknown[]) => (asked.push(sql), pool.query(sql, values)),
    };
    const lot = new PostgresParkingLot(counting as unknown as pg.Pool);
    const held = { sub: 'd', isStuck: false };
    const lanes = ['hartwell', 'reyes'].map((firm) => ({ key: `${TOPIC}/0/${firm}/7`, ...held }));
    const found = await lot.heldLanes('router', AT, 'release');
    expect(found.toSorted((one, other) => one.key.localeCompare(other.key))).toEqual(lanes);
    for (const { key } of lanes) expect(await lot.heldSubs('router', key, 'hold')).toEqual([held]);
    const look = { now: new Date(Date.now() + 1000), afterDeath: 'hold', limit: 9, running: [] } as const;
    expect(await lot.due('router', AT, { ...look, except: [] })).toHaveLength(2);
    const [first] = await lot.due('router', AT, { ...look, limit: 1, except: [] });
    expect(await lot.behind(first!, { afterDeath: 'hold', limit: 9 })).toEqual([]);
    const others = await lot.due('router', AT, { ...look, except: [FirmId.parse('reyes')] });
    expect(others.map(({ record }) => record.key)).toEqual(['hartwell/7']);
    expect(asked).toHaveLength(7);
    expect((await pool.query(`select current_setting('counterpart.firm', true) as firm`)).rows[0]).toEqual({
      firm: '',
    });
  });

  it('and a service of an older version, which named nobody there, waits instead of finding free lanes', async () => {
    const old = poolOf('router').query(
      `select distinct p.lane_key, p.lane_sub from eventing.parked p
       join unnest($2::text[], $3::int[]) as mine (topic, partition) using (topic, partition)
       where p.consumer = $1 and (p.state = 'waiting' or $4::text = 'hold')`,
      ['router', [TOPIC], [0], 'release'],
    );
    await expect(old).rejects.toMatchObject(REFUSED);
  });

  it('and a lot that may not look says so by a code of its own', async () => {
    const lot = new PostgresParkingLot(poolOf('auditor'));
    const refused = { code: 'PARKED_WORK_UNSEEN' };
    await expect(lot.heldLanes('router', AT, 'hold')).rejects.toMatchObject(refused);
    await expect(lot.heldSubs('router', 'k', 'hold')).rejects.toMatchObject(refused);
  });
});

describe('the firm of parked work', () => {
  const firmInRow = async (key: string | null): Promise<string | undefined> => {
    await admin.query('begin');
    const { rows } = await admin.query<{ firm: string }>(
      `insert into eventing.parked
         (consumer, topic, partition, record_offset, lane_key, record_key, headers, record_time, state, tries, due_at)
       values ('router', 't', 0, 77, 'k', $1, '{}', 0, 'waiting', 1, now()) returning firm`,
      [key],
    );
    await admin.query('rollback');
    return rows[0]?.firm;
  };
  /** What the runtime names where it parks a record; see `firmOf` of the lanes. */
  const firmNamed = (key: string | null): string => {
    const parsed = FirmId.safeParse(key?.split('/')[0]);
    return parsed.success ? parsed.data : 'unknown';
  };

  it('is the one that the runtime names for the record’s key, whatever the key', async () => {
    const odd = fc.string({ unit: 'binary', maxLength: 80 }).filter((key) => !key.includes('\0'));
    const near = fc.stringMatching(/^[a-z0-9A-Z_ßé-]{0,66}(\/[0-9-]{0,4}){0,2}\n?$/u);
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.constant(null), odd, near), async (key) => {
        expect(await firmInRow(key)).toBe(firmNamed(key));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the rules keep no query of the lot from its index', () => {
  beforeAll(async () => {
    await admin.query(
      `insert into eventing.parked
         (consumer, topic, partition, record_offset, lane_key, record_key, headers, record_time, state, tries, due_at)
       select 'router', 't', 0, 1000 + n, 'lane ' || n / 4, 'hartwell/' || n / 4, '{}', 0, 'waiting', 1, now() + n * interval '1 minute'
       from generate_series(1, 4000) as n`,
    );
    await admin.query('analyze eventing.parked');
  });

  const plan = (user: DatabaseUser, sql: string): Promise<string> =>
    naming(user, EVERY_FIRM, async (client) => {
      await client.query('set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan');
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${sql}`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });

  it.each([
    [
      'held lanes',
      `select from eventing.parked where consumer = 'router' and (topic, partition) in (values ('t', 1))`,
      /Index Cond: \(\(consumer = /,
    ],
    [
      'held subs',
      `select from eventing.parked where consumer = 'router' and lane_key = 'lane 7'`,
      /parked_by_lane[^]*Index Cond: \(\(consumer = .*lane_key = /,
    ],
    [
      'those behind',
      `select from eventing.parked where consumer = 'router' and lane_key = 'lane 7' and id > 7 order by id`,
      /parked_by_lane[^]*Index Cond: \(\(consumer = .*lane_key = .*id > 7/,
    ],
    [
      'what is due',
      `select from eventing.parked where consumer = 'router' and state = 'waiting' and due_at <= now() order by due_at`,
      /parked_by_due[^]*Index Cond: \(\(consumer = .*due_at <= now/,
    ],
    [
      'one record',
      `select from eventing.parked where consumer = 'router' and topic = 't' and partition = 0 and record_offset = 1`,
      /parked_consumer_topic[^]*Index Cond: \(\(consumer = .*topic = .*partition = 0\) AND \(record_offset = 1/,
    ],
    ['one row', `select from eventing.parked where id = 7`, /parked_pkey[^]*Index Cond: \(id = 7/],
  ])('of %s', async (_what, sql, indexed) => {
    for (const user of ['router', 'operator'] as const) expect(await plan(user, sql)).toMatch(indexed);
  });
});
