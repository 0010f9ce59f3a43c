import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventId, FirmId } from '@counterpart/contracts';
import { EventStore, roleOf, runMigrations, storeDataSource, type Migration } from '@counterpart/event-store';
import {
  crossFirms,
  KEPT_APART,
  serviceAddresses,
  testDatabase,
  type TestDatabase,
} from '@counterpart/testing';
import { ARCHIVER_MIGRATIONS } from '../src/adapters/migrations.js';
import { PackingsStore } from '../src/adapters/packings.store.js';

const [HARTWELL, REYES] = [FirmId.parse('hartwell'), FirmId.parse('reyes')];
const DAY_MS = 86_400_000;
const TABLES: readonly (readonly [table: string, add: string])[] = [
  ['archiver.drift_marks', `insert into archiver.drift_marks (firm, suspects) values ($1, '[]')`],
  [
    'archiver.drift_seen',
    `insert into archiver.drift_seen (firm, file, path, rev, content_hash) values ($1, 'id:1', '/a.pdf', 'r', 'h')`,
  ],
  [
    'archiver.drift_suspects',
    `insert into archiver.drift_suspects (firm, document, told) values ($1, '1', 2)`,
  ],
  ['archiver.drift_unseen', `insert into archiver.drift_unseen (firm, document) values ($1, '1')`],
  [
    'archiver.packings',
    `insert into archiver.packings (cause, firm, path, session, started_at, acknowledged, sent, sent_hash)
       values (gen_random_uuid(), $1, '/a.zip', 's', now(), 0, 0, '')`,
  ],
  [
    'archiver.packing_checkpoints',
    `insert into archiver.packing_checkpoints (cause, firm, log_size, chosen_at)
       values (gen_random_uuid(), $1, 0, now())`,
  ],
];

/** A ZIP that was in progress before firms were kept apart, and one of no event that is known. */
const BEFORE = `
  with told as (
    insert into event_store.events (stream, version, event_id, type, firm, topic, key, body)
    values ('matter-reyes-5', 1, gen_random_uuid(), 'ArchivingBegun.v1', 'reyes', 'router.decisions.v1', 'reyes/5', '{}')
    returning event_id
  ), causes as (
    select event_id as cause from told union all select gen_random_uuid()
  ), chosen as (
    insert into archiver.packing_checkpoints (cause, log_size, chosen_at) select cause, 4, '2026-11-01' from causes
  )
  insert into archiver.packings (cause, path, session, started_at, acknowledged, sent, sent_hash)
  select cause, '/before.zip', 'before', '2026-11-28', 3, 3, '' from causes`;

let database: TestDatabase;
/** Addresses of the one shared role and of the archiver’s own. */
const addresses: string[] = [];
beforeAll(async () => {
  database = await testDatabase();
  const own = await serviceAddresses(database.ownerUrl, [roleOf('archiver')]);
  addresses.push(database.serviceUrl, ...own.values());
  const migrate = (extra: readonly Migration[]): Promise<void> =>
    runMigrations({ url: database.ownerUrl, extra, serviceSchemas: ['archiver'] });
  // Packings were parted by the fifth.
  await migrate(ARCHIVER_MIGRATIONS.slice(0, 4));
  await asOwner(BEFORE);
  await migrate(ARCHIVER_MIGRATIONS);
});
afterAll(() => database.drop());

async function asOwner(sql: string): Promise<readonly unknown[]> {
  const owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  try {
    return (await owner.query<object>(sql)).rows;
  } finally {
    await owner.end();
  }
}

it('a ZIP that was in progress before is its event’s firm’s', async () => {
  const rows = await asOwner(
    `select packings.firm, acknowledged::int, packing_checkpoints.firm as of, log_size::int
     from archiver.packings join archiver.packing_checkpoints using (cause) where session = 'before'`,
  );
  expect(rows).toEqual([{ firm: 'reyes', acknowledged: 3, of: 'reyes', log_size: 4 }]);
});

describe.each([
  ['the shared role', 0],
  ['the archiver’s own role', 1],
])('as %s', (_role, at) => {
  it.each(TABLES)('a wrong query neither finds, writes nor removes another firm’s %s', async (table, add) => {
    expect(await crossFirms(addresses[at] ?? '', { table, add })).toEqual(KEPT_APART);
  });

  it('a ZIP in progress is its firm’s, and what Dropbox has forgotten is cleared whosever it is', async () => {
    const source = storeDataSource({ url: addresses[at] ?? '', entities: [], applicationName: 'spec' });
    const dataSource = await source.initialize();
    try {
      let now = new Date('2026-11-24T09:00:00Z');
      const book = new PackingsStore(new EventStore(dataSource), () => now);
      const work = { firm: REYES, cause: EventId.parse(randomUUID()), path: '/a.zip' };
      const begun = { session: 's', startedAt: now, acknowledged: 0, sent: { offset: 0, contentHash: '' } };
      const journal = book.journalOf(work, null);
      expect(await book.logSizeOf(work, null, () => Promise.resolve(7))).toBe(7);
      await journal.save(begun);
      await journal.save({ ...begun, acknowledged: 5 });
      expect(await journal.load()).toEqual({ ...begun, acknowledged: 5 });
      expect(await book.journalOf({ ...work, firm: HARTWELL }, null).load()).toBeUndefined();
      now = new Date(now.getTime() + 8 * DAY_MS);
      const other = { firm: HARTWELL, cause: EventId.parse(randomUUID()), path: '/b.zip' };
      await book.journalOf(other, null).save({ ...begun, startedAt: now });
      expect(await journal.load()).toBeUndefined();
      expect(await book.logSizeOf(work, null, () => Promise.resolve(8))).toBe(8);
      expect(await book.journalOf(other, null).load()).toMatchObject({ session: 's' });
    } finally {
      await dataSource.destroy();
    }
  });
});
