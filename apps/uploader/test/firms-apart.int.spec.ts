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
import { UPLOADER_MIGRATIONS } from '../src/adapters/migrations.js';
import { StagingProgressEntity } from '../src/adapters/staging-progress.entity.js';
import { StagingProgressStore } from '../src/adapters/staging-progress.store.js';

const [HARTWELL, REYES] = [FirmId.parse('hartwell'), FirmId.parse('reyes')];
const DAY_MS = 86_400_000;

/** An upload that was in progress before firms were kept apart, and one of no event that is known. */
const BEFORE = `
  with told as (
    insert into event_store.events (stream, version, event_id, type, firm, topic, key, body)
    values ('matter-reyes-5', 1, gen_random_uuid(), 'DocumentRouted.v1', 'reyes', 'router.decisions.v1', 'reyes/5', '{}')
    returning event_id
  )
  insert into uploader.staging_progress (routed, session, started_at, acknowledged, prefix_hash)
  select routed, 'before', '2026-11-28', 3, '' from (select event_id from told union all select gen_random_uuid()) as all_of (routed)`;

/** Two documents that took one file before it was known whose it is, and one of a firm that was removed. */
const SHARED = `
  insert into event_store.events (stream, version, event_id, type, firm, topic, key, body)
  select 'document-reyes-' || document, 1, gen_random_uuid(), 'DocumentMirrored.v1', 'reyes', 'uploader.uploads.v1', 'reyes/5',
    convert_to(format('{"data":{"counterpart":"id:shared","document":"%s"}}', document), 'UTF8')
  from unnest(array['8', '7']) as documents (document)
  union all
  select 'document-gone-9', 1, gen_random_uuid(), 'DocumentMirrored.v1', 'gone', 'uploader.uploads.v1', 'gone/5',
    convert_to('{"data":{"counterpart":"id:gone","document":"9"}}', 'UTF8')
  union all
  select 'firm-gone:standing', 1, gen_random_uuid(), 'FirmRemoved.v1', 'gone', 'operator.standings.v1', 'gone', '{}'`;

let database: TestDatabase;
/** Addresses of the one shared role and of the uploader’s own. */
const addresses: string[] = [];
beforeAll(async () => {
  database = await testDatabase();
  const own = await serviceAddresses(database.ownerUrl, [roleOf('uploader')]);
  addresses.push(database.serviceUrl, ...own.values());
  const migrate = (extra: readonly Migration[]): Promise<void> =>
    runMigrations({ url: database.ownerUrl, extra, serviceSchemas: ['uploader'] });
  // Progress was parted by the second.
  await migrate(UPLOADER_MIGRATIONS.slice(0, 1));
  await asOwner(BEFORE);
  await asOwner(SHARED);
  await migrate(UPLOADER_MIGRATIONS);
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

it('an upload that was in progress before is its event’s firm’s', async () => {
  const rows = await asOwner(
    `select firm, acknowledged::int from uploader.staging_progress where session = 'before'`,
  );
  expect(rows).toEqual([{ firm: 'reyes', acknowledged: 3 }]);
});

it('a file that two documents took before is the first one’s, and nothing is kept of a removed firm', async () => {
  const rows = await asOwner('select firm, document from uploader.counterparts');
  expect(rows).toEqual([{ firm: 'reyes', document: '8' }]);
});

it('a wrong query neither finds, writes nor removes another firm’s counterparts', async () => {
  const add = `insert into uploader.counterparts (firm, file, document) values ($1, gen_random_uuid(), '5')`;
  const table = { table: 'uploader.counterparts', add };
  expect(await crossFirms(addresses[0] ?? '', table)).toEqual(KEPT_APART);
});

describe.each([
  ['the shared role', 0],
  ['the uploader’s own role', 1],
])('as %s', (_role, at) => {
  it('a wrong query neither finds, writes nor removes another firm’s progress', async () => {
    const add = `insert into uploader.staging_progress (routed, firm, session, started_at, acknowledged, prefix_hash)
      values (gen_random_uuid(), $1, 's', now(), 0, '')`;
    const table = { table: 'uploader.staging_progress', add };
    expect(await crossFirms(addresses[at] ?? '', table)).toEqual(KEPT_APART);
  });

  it('progress is its firm’s, and what Dropbox has forgotten is cleared whosever it is', async () => {
    const source = storeDataSource({
      url: addresses[at] ?? '',
      entities: [StagingProgressEntity],
      applicationName: 'spec',
    });
    const dataSource = await source.initialize();
    try {
      const store = new EventStore(dataSource);
      let nowMs = Date.parse('2026-11-24T09:00:00Z');
      const book = new StagingProgressStore(store, () => new Date(nowMs));
      const id = EventId.parse(randomUUID());
      const begun = { session: 'one', startedMs: nowMs, acknowledged: 0, prefixHash: 'none' };
      const journal = book.journalOf({ id, firm: REYES }, null);
      await journal.save(begun);
      await journal.save({ ...begun, acknowledged: 7 });
      expect(await journal.load()).toEqual({ ...begun, acknowledged: 7 });
      expect(await book.journalOf({ id, firm: HARTWELL }, null).load()).toBeUndefined();
      nowMs += 8 * DAY_MS;
      const other = { id: EventId.parse(randomUUID()), firm: HARTWELL };
      await book.journalOf(other, null).save({ ...begun, startedMs: nowMs });
      expect(await journal.load()).toBeUndefined();
      await store.transact((tx) => book.forget(tx, other.id), { firm: [REYES, HARTWELL] });
      expect(await book.journalOf(other, null).load()).toBeUndefined();
    } finally {
      await dataSource.destroy();
    }
  });
});
