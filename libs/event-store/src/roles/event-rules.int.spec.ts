import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceAddresses } from '@counterpart/testing';
import { FirmId, connectionStream, documentStream, matterKey, standingStream } from '@counterpart/contracts';
import { aCause, aMatter, nextDocument, NOW, skipped } from '../../test/sample-events.js';
import { storeDatabase, type StoreDatabase } from '../../test/store-database.js';
import { EventStore } from '../event-store.js';
import { storeDataSource } from '../data-source.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { BEGINNING, readGated } from '../readers/read-gated.js';
import { readStory } from '../readers/read-story.js';
import { DATABASE_USERS, roleOf, type DatabaseUser } from './database-rights.js';
import { EVERY_FIRM } from './firm-rules.js';

const [HARTWELL, REYES] = [FirmId.parse('hartwell'), FirmId.parse('reyes')];
const REFUSED = { code: '42501' };
const OF_REYES = ['CredentialRefreshed', 'DocumentSkipped', 'FirmAdded', 'VendorConnected'].map(
  (name) => `reyes ${name}`,
);
const OF_ALL = [...OF_REYES.map((told) => told.replace('reyes', 'hartwell')), ...OF_REYES];

let database: StoreDatabase;
let admin: pg.Client;
const addresses = new Map<DatabaseUser, string>();
const clients = new Map<DatabaseUser, pg.Client>();
beforeAll(async () => {
  database = await storeDatabase();
  const found = await serviceAddresses(database.adminUrl, DATABASE_USERS.map(roleOf));
  await runMigrations({ url: database.adminUrl });
  for (const user of DATABASE_USERS) {
    const address = found.get(roleOf(user)) ?? '';
    addresses.set(user, address);
    const client = new pg.Client({ connectionString: address });
    await client.connect();
    clients.set(user, client);
  }
  admin = await database.connectAdmin();
  for (const firm of [HARTWELL, REYES]) await fill(firm);
});
afterAll(async () => {
  await Promise.all([...clients.values()].map((client) => client.end()));
  await database[Symbol.asyncDispose]();
});

/** An event of the router, and three of the console’s topics. */
const fill = (firm: FirmId): Promise<unknown> => {
  const { store } = database;
  const [stream, standing] = [documentStream(firm, nextDocument()), standingStream(firm)];
  const decided = { ...skipped(nextDocument(), 1, matterKey(firm, aMatter)), stream, firm };
  const added = { name: 'FirmAdded', stream: standing, firm, key: firm, data: { region: null } } as const;
  const connection = { stream: connectionStream(firm), firm, key: firm };
  const grant = { vendor: 'clio', serial: 1 } as const;
  const account = { id: `app.clio.com/${firm}`, name: firm, root: null };
  const connected = {
    ...connection,
    name: 'VendorConnected',
    data: { ...grant, account, replaces: null },
  } as const;
  const refreshed = {
    ...connection,
    name: 'CredentialRefreshed',
    data: { ...grant, expiresAt: null, rotated: false },
  } as const;
  const writes = [
    { stream, expected: 0, events: [decided] },
    { stream: standing, expected: 0, events: [added] },
    { stream: connection.stream, expected: 0, events: [connected, refreshed] },
  ];
  return store.transact((tx) => store.append(tx, aCause(), writes, NOW), { firm });
};

/** Runs within a transaction that names firms so, and undoes it. */
async function naming<T>(user: DatabaseUser, firms: string | null, work: (client: pg.Client) => Promise<T>) {
  const client = clients.get(user);
  if (client === undefined) throw new TypeError(`${user} has no connection`);
  await client.query('begin');
  try {
    if (firms !== null) await client.query(`select set_config('counterpart.firm', $1, true)`, [firms]);
    return await work(client);
  } finally {
    await client.query('rollback');
  }
}

/** What a query that names no firm itself finds. */
const seen = (user: DatabaseUser, firms: string | null): Promise<readonly string[]> =>
  naming(user, firms, async (client) => {
    const sql = `select firm || ' ' || split_part(type, '.', 1) as told from event_store.events order by told`;
    return (await client.query<{ told: string }>(sql)).rows.map(({ told }) => told);
  });

const tell = (user: DatabaseUser, firms: string | null, firm: FirmId): Promise<unknown> =>
  naming(user, firms, (client) =>
    client.query(
      `insert into event_store.events (stream, version, event_id, type, firm, topic, key, body)
       select 'firm-' || $1, 1, gen_random_uuid(), 'Forged.v1', $1, topic, $1, '{}'
       from unnest($2::text[]) as topics (topic)`,
      [firm, [OWN_TOPIC[user]]],
    ),
  );
const OWN_TOPIC: Record<DatabaseUser, string> = {
  ingest: 'ingest.facts.v1',
  router: 'router.decisions.v1',
  uploader: 'uploader.outcomes.v1',
  archiver: 'archiver.outcomes.v1',
  notifier: 'notifier.outcomes.v1',
  auditor: 'audit.exports.v1',
  operator: 'console.policies.v1',
};

describe('events are kept apart by firm', () => {
  it.each(DATABASE_USERS)(
    '%s sees those of the firms that its transaction names, and no others',
    async (user) => {
      expect(await seen(user, 'reyes')).toEqual(OF_REYES);
      expect(await seen(user, 'another,reyes')).toEqual(OF_REYES);
      expect(await seen(user, 'hartwell,reyes')).toEqual(OF_ALL);
      for (const named of [null, '', ',', 'another', 'rey', 'hartwell-reyes'])
        expect(await seen(user, named)).toEqual([]);
    },
  );

  it.each(DATABASE_USERS)('%s tells nothing of a firm that its transaction does not name', async (user) => {
    await expect(tell(user, 'reyes', REYES)).resolves.toMatchObject({ rowCount: 1 });
    await expect(tell(user, 'hartwell,reyes', REYES)).resolves.toMatchObject({ rowCount: 1 });
    for (const named of [null, '', 'hartwell', EVERY_FIRM])
      await expect(tell(user, named, REYES)).rejects.toMatchObject(REFUSED);
  });

  it('and nothing of one firm gets into another’s stream or under its key, whoever names whom', async () => {
    const stream = documentStream(HARTWELL, nextDocument());
    const event = { ...skipped(nextDocument(), 1, matterKey(REYES, aMatter)), stream, firm: REYES };
    const { store } = database;
    await expect(
      store.transact(
        (tx) => store.append(tx, aCause(), [{ stream, expected: 'any', events: [event] }], NOW),
        { firm: [HARTWELL, REYES] },
      ),
    ).rejects.toMatchObject({ code: 'EVENT_STORE_INVALID_APPEND' });
    const places = [
      [stream, 'reyes/1'],
      [documentStream(REYES, nextDocument()), 'hartwell/1'],
      ['dead-hartwell-router.decisions.v1', 'reyes'],
      ['firm-hartwell', 'reyes'],
      ['anything', 'reyes'],
    ];
    for (const [into, key] of places)
      await expect(
        naming('router', 'reyes', (client) =>
          client.query(
            `insert into event_store.events (stream, version, event_id, type, firm, topic, key, body)
             values ($1, 1, gen_random_uuid(), 'Forged.v1', 'reyes', 'router.decisions.v1', $2, '{}')`,
            [into, key],
          ),
        ),
      ).rejects.toMatchObject({ code: '23514', constraint: 'events_of_one_firm' });
  });

  it('and who names all firms sees what it carries for all', async () => {
    const all: Partial<Record<DatabaseUser, RegExp>> = {
      router: /DocumentSkipped/,
      operator: /FirmAdded|VendorConnected/,
      auditor: /./,
    };
    for (const user of DATABASE_USERS) {
      const carried = OF_ALL.filter((told) => all[user]?.test(told) === true);
      expect([user, await seen(user, EVERY_FIRM)]).toEqual([user, carried]);
    }
  });

  it('and reads outside a transaction name the firm that they are of', async () => {
    const source = await storeDataSource({
      url: addresses.get('router') ?? '',
      applicationName: 'spec',
    }).initialize();
    try {
      const store = new EventStore(source);
      expect(await store.readStream(standingStream(REYES))).toHaveLength(1);
      expect((await store.newestOf(standingStream(REYES)))?.version).toBe(1);
      const client = await database.connect();
      expect(await readStory(client, { firm: REYES })).toHaveLength(4);
      expect(await readStory(client, { firm: REYES, matter: aMatter })).toHaveLength(1);
      expect((await client.query('select from event_store.events')).rowCount).toBe(0);
    } finally {
      await source.destroy();
    }
  });

  it('and a stream of a firm that is not named is refused, not taken for empty', async () => {
    const { store } = database;
    const refused = { code: 'EVENT_STORE_FIRM_NOT_NAMED' };
    for (const firm of [HARTWELL, [HARTWELL], null])
      await expect(
        store.transact((tx) => store.readStream(standingStream(REYES), { tx }), { firm }),
      ).rejects.toMatchObject(refused);
  });
});

describe('the rules keep no query from its index', () => {
  const plan = (user: DatabaseUser, firms: string, sql: string): Promise<string> =>
    naming(user, firms, async (client) => {
      await client.query('set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan');
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${sql}`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });

  it.each([
    [
      'a relay',
      `select from event_store.events where owner = 'router' and (tx, position) > ('1'::xid8, 2)
         and tx < pg_snapshot_xmin(pg_current_snapshot()) order by tx, position limit 9`,
      /events_of_owner[^]*Index Cond: \(\(owner = .*ROW\(tx, "position"\) > .*tx < pg_snapshot_xmin/,
    ],
    [
      'a stream',
      `select from event_store.events where stream = 'firm-reyes' and version > 3 order by version`,
      /events_stream_version[^]*Index Cond: \(\(stream = .*version > 3/,
    ],
    [
      'ids',
      `select from event_store.events where event_id = any('{00000000-0000-4000-8000-000000000001,00000000-0000-4000-8000-000000000002}'::uuid[])`,
      /events_event_id[^]*Index Cond: \(event_id = ANY/,
    ],
    [
      'a place',
      `select from event_store.events where position = 7`,
      /events_pkey[^]*Index Cond: \("?position/,
    ],
    ['a key', `select from event_store.events where key = 'reyes/7'`, /events_of_key[^]*Index Cond: \(key =/],
    [
      'closings',
      `select from event_store.events where firm = 'reyes' and type like 'Closing%' order by stream, version`,
      /closings[^]*Index Cond: \(firm =/,
    ],
    [
      'notices',
      `select from event_store.events where firm = 'reyes' and type like 'Notice%' and recorded_at > now()
         order by recorded_at`,
      /notices[^]*Index Cond: \(\(firm = .*recorded_at >/,
    ],
    [
      'which firms there are',
      `select from event_store.events where stream >= 'firm-' and stream < 'firm.' and stream like 'firm-%:standing'`,
      /events_stream_version[^]*Index Cond: \(\(stream >= .*stream </,
    ],
    [
      'what people consented to',
      `select from event_store.events where stream >= 'firm-' and stream < 'firm.'
         and stream like 'firm-%:connections' and type like 'VendorConnected.v%'`,
      /events_stream_version[^]*Index Cond: \(\(stream >= .*stream </,
    ],
  ])('of %s', async (_what, sql, indexed) => {
    for (const user of ['router', 'auditor', 'operator'] as const)
      expect(await plan(user, 'reyes', sql)).toMatch(indexed);
  });

  it('of the reads that go by arrays', async () => {
    const client = clients.get('router');
    await naming('router', EVERY_FIRM, async () => {
      if (client === undefined) throw new TypeError('the router has no connection');
      expect(await readGated(client, ['router'], BEGINNING, { events: 1, bytes: 1 })).toHaveLength(1);
    });
    expect((await admin.query('select from event_store.events')).rowCount).toBe(8);
  });
});
