import { documentStream, FirmId, matterKey, standingStream } from '@counterpart/contracts';
import { eventually } from '@counterpart/testing';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCause, aMatter, nextDocument, NOW, skipped } from '../../test/sample-events.js';
import { storeDatabase, type StoreDatabase } from '../../test/store-database.js';
import { EventStore } from '../event-store.js';
import { storeDataSource } from '../data-source.js';
import { catchUp } from '../projections/catch-up.js';
import { rebuildBeside } from '../projections/rebuild-beside.js';
import { STATUS_PROJECTION } from '../status/status-projection.js';
import { DATABASE_RIGHTS } from './database-rights.js';
import { forgetFirm, KEPT_OF_REMOVED } from './forget-firm.js';

let database: StoreDatabase;
let admin: pg.Client;
let owner: Awaited<ReturnType<ReturnType<typeof storeDataSource>['initialize']>>;
let offset = 0;
beforeAll(async () => {
  database = await storeDatabase();
  admin = await database.connectAdmin();
  owner = await storeDataSource({ url: database.adminUrl, applicationName: 'removal' }).initialize();
});
afterAll(async () => {
  await owner.destroy();
  await database[Symbol.asyncDispose]();
});

const park = (firm: string): string =>
  `insert into eventing.parked
     (consumer, topic, partition, record_offset, lane_key, record_key, headers, record_time, state, tries, due_at)
   values ('router', 't', 0, ${(offset += 1)}, 'k', '${firm}/7', '{}', 0, 'dead', 1, now())`;

/** What a removal does, as the owner role, in one transaction. */
const remove = (firm: FirmId, inBetween: () => Promise<void> = () => Promise.resolve()): Promise<unknown> => {
  const store = new EventStore(owner);
  return store.transact(
    async (tx) => {
      await forgetFirm(tx.client, firm);
      await inBetween();
      const stream = standingStream(firm);
      const data = { reason: 'has left', exported: crypto.randomUUID(), grants: 0, hooks: 0 };
      const told = { name: 'FirmRemoved', stream, firm, key: firm, data } as const;
      await store.append(tx, aCause(), [{ stream, expected: 'any', events: [told] }], NOW);
    },
    { firm },
  );
};

const parkedOf = async (firm: string): Promise<number> =>
  (await admin.query('select from eventing.parked where firm = $1', [firm])).rowCount ?? 0;

/** A service’s transaction that has written of a firm and has not ended yet. */
async function writing(firm: string): Promise<pg.Client> {
  const client = await database.connect();
  await client.query(`begin; set local counterpart.firm = '${firm}'`);
  await client.query(park(firm));
  return client;
}

const isWaiting = async (): Promise<boolean> =>
  (
    await admin.query(
      `select from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`,
    )
  ).rowCount === 1;

describe('a firm that was removed', () => {
  it('has no rows left but its trail; other firms keep theirs', async () => {
    for (const firm of ['hartwell', 'reyes']) await admin.query(park(firm));
    await remove(FirmId.parse('hartwell'));
    expect([await parkedOf('hartwell'), await parkedOf('reyes')]).toEqual([0, 1]);
    const { rows } = await admin.query(`select type from event_store.events where firm = 'hartwell'`);
    expect(rows).toEqual([{ type: 'FirmRemoved.v1' }]);
  });

  it('gets none from a transaction that had written before and ends after it', async () => {
    const straggler = await writing('late');
    await remove(FirmId.parse('late'));
    expect((await straggler.query('commit')).command).toBe('COMMIT');
    expect(await parkedOf('late')).toBe(0);
  });

  it('gets none from a transaction that ends while it is being removed: the one waits for the other', async () => {
    const straggler = await writing('meanwhile');
    let ended: Promise<unknown> = Promise.resolve();
    await remove(FirmId.parse('meanwhile'), async () => {
      ended = straggler.query('commit');
      await eventually(isWaiting);
    });
    await ended;
    expect(await parkedOf('meanwhile')).toBe(0);
  });

  it('keeps a removal waiting where a transaction of it is about to end', async () => {
    const straggler = await writing('before');
    await straggler.query('set constraints all immediate');
    const removed = remove(FirmId.parse('before'));
    await eventually(isWaiting);
    await straggler.query('commit');
    await removed;
    expect(await parkedOf('before')).toBe(0);
  });

  it('gets none from work that comes long after, and none of it fails', async () => {
    const straggler = await writing('hartwell');
    await straggler.query('commit');
    expect(await parkedOf('hartwell')).toBe(0);
    const other = await writing('reyes');
    await other.query('commit');
    expect(await parkedOf('reyes')).toBe(2);
  });

  it('has no documents that are shown, however often the trail is folded', async () => {
    const { store } = database;
    for (const firm of ['hartwell', 'reyes'].map((name) => FirmId.parse(name))) {
      const document = nextDocument();
      const stream = documentStream(firm, document);
      const told = { ...skipped(document, 1, matterKey(firm, aMatter)), stream, firm };
      const write = { stream, expected: 0, events: [told] };
      await store.transact((tx) => store.append(tx, aCause(), [write], NOW), { firm });
    }
    await rebuildBeside(admin, STATUS_PROJECTION);
    // Readers wait for every transaction of the server that runs, also for those of other specs.
    const shown = async (): Promise<readonly { firm: string }[]> => {
      await catchUp(admin, STATUS_PROJECTION);
      return (await admin.query<{ firm: string }>('select firm from status.documents')).rows;
    };
    await eventually(async () => (await shown()).length > 0);
    expect(await shown()).toEqual([{ firm: 'reyes' }]);
    await remove(FirmId.parse('reyes'));
    await eventually(async () => (await shown()).length === 0);
  });
});

describe('what is forgotten of a removed firm', () => {
  it('is every table with a firm, or it is named with the reason why it stays', async () => {
    const named = new Set(DATABASE_RIGHTS.filter(({ firm }) => firm !== undefined).map(({ table }) => table));
    const { rows } = await admin.query<{ table: string; guarded: boolean }>(
      `select format('%s.%s', c.table_schema, c.table_name) as table, exists (select from pg_trigger t
         where t.tgrelid = format('%s.%s', c.table_schema, c.table_name)::regclass and t.tgname = 'of_removed_firms') as guarded
       from information_schema.columns c where c.column_name = 'firm' and c.table_schema <> 'information_schema'`,
    );
    expect(rows.map(({ table }) => named.has(table))).toEqual(rows.map(() => true));
    const kept = new Set([...Object.keys(KEPT_OF_REMOVED), 'status.documents']);
    for (const { table, guarded } of rows) expect([table, guarded]).toEqual([table, !kept.has(table)]);
  });
});
