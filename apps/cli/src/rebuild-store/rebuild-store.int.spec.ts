import { generateKey } from '@counterpart/audit-log';
import type { IncomingRecord } from '@counterpart/eventing';
import { testDatabase, type TestDatabase } from '@counterpart/testing';
import { Client } from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { count, rowsOf, sealedStore, type SealedStore } from '../../test/sealed-store.js';
import { KafkaArchive } from '../adapters/kafka-archive.js';
import { PostgresGround } from '../adapters/postgres-ground.js';
import { rebuildStore, type RebuildReport } from './rebuild-store.handler.js';
import type { TopicArchive } from './rebuild-store.ports.js';

const EVENTS = 600;

let source: SealedStore;
let database: TestDatabase;
let client: Client;
beforeAll(async () => void (source = await sealedStore(EVENTS)));
beforeEach(async () => {
  database = await testDatabase();
  client = new Client(database.ownerUrl);
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

/** The topics as they are, or as somebody has changed them. */
const archive = (
  change: (record: IncomingRecord) => readonly IncomingRecord[] = (one) => [one],
): TopicArchive => {
  const whole = new KafkaArchive(source.broker);
  return {
    readEvents: (take) => whole.readEvents((records) => take(records.flatMap(change))),
    readCheckpoints: () => whole.readCheckpoints(),
  };
};

const rebuild = (from = archive(), publicKeys = [String(source.key.verifier)]): Promise<RebuildReport> =>
  rebuildStore({
    archive: from,
    ground: new PostgresGround({ url: database.ownerUrl, serviceRole: 'counterpart_service', publicKeys }),
    onEvents: () => undefined,
    rewind: () => Promise.resolve({ groups: 0, records: 0 }),
  });

/** A failed rebuild leaves the tables there and nothing in them. */
const expectEmpty = async (): Promise<void> => {
  for (const table of ['event_store.events', 'audit.leaves', 'audit.checkpoints', 'status.documents']) {
    expect(await count(client, `select count(*) as n from ${table}`)).toBe(0);
  }
};

const at = (position: number, changed: (record: IncomingRecord) => readonly IncomingRecord[]) =>
  archive((record) => (record.headers['position'] === String(position) ? changed(record) : [record]));
const withBody = (record: IncomingRecord, from: string, to: string): IncomingRecord => ({
  ...record,
  value: Buffer.from((record.value?.toString() ?? '').replace(from, to)),
});

describe('a rebuild from the topics', () => {
  it('restores every row to the byte, with the root that was signed', async () => {
    const report = await rebuild();
    expect(report).toMatchObject({ events: EVENTS, log: { signed: EVENTS, root: source.root, unsigned: 0 } });
    expect(await rowsOf(client)).toEqual(source.rows);
    expect(await count(client, `select count(*) as n from status.documents`)).toBe(5);
  });

  it('stores once what a relay told twice', async () => {
    await rebuild(archive((record) => [record, record]));
    expect(await rowsOf(client)).toEqual(source.rows);
  });

  it('goes on numbering behind what was restored, and tells nothing again', async () => {
    await rebuild();
    const { rows } = await client.query<{ next: string }>(
      `select nextval(pg_get_serial_sequence('event_store.events', 'position')) as next`,
    );
    expect(Number(rows[0]?.next)).toBeGreaterThanOrEqual(EVENTS + 1);
    const waiting = `select count(*) as n from event_store.events e join event_store.relay_cursors c
      on c.owner = split_part(e.topic, '.', 1) where (e.tx, e.position) > (c.tx, c.position)`;
    expect(await count(client, waiting)).toBe(0);
  });

  it('refuses a database that holds events, and leaves it as it is', async () => {
    await rebuild();
    await expect(rebuild()).rejects.toMatchObject({ code: 'EVENT_STORE_NOT_EMPTY' });
    expect(await rowsOf(client)).toEqual(source.rows);
  });

  it.each<[what: string, code: string, from: () => TopicArchive]>([
    ['an event is gone', 'AUDIT_LOG_BEHIND', () => at(300, () => [])],
    ['an event has other data', 'AUDIT_FORK', () => at(300, (one) => [withBody(one, '"77"', '"78"')])],
    [
      'two events changed places',
      'AUDIT_FORK',
      () =>
        archive((one) => {
          const swap: Record<string, string> = { '299': '301', '301': '299' };
          const position = swap[one.headers['position'] ?? ''];
          return [position === undefined ? one : { ...one, headers: { ...one.headers, position, tx: '1' } }];
        }),
    ],
    [
      'a record is no event',
      'EVENT_STORE_RECORD_UNREADABLE',
      () => at(300, (one) => [{ ...one, value: null }]),
    ],
    [
      'two records claim one position',
      'EVENT_STORE_RECORDS_CONTRADICT',
      () => at(300, (one) => [one, withBody(one, '"77"', '"78"')]),
    ],
    [
      'one event stands at two positions',
      'EVENT_STORE_RECORDS_CONTRADICT',
      () => at(300, (one) => [one, { ...one, headers: { ...one.headers, position: '9999' } }]),
    ],
    [
      'no checkpoint was published',
      'AUDIT_CHECKPOINT_MISSING',
      () => ({ ...archive(), readCheckpoints: () => Promise.resolve([]) }),
    ],
  ])('says what is wrong and leaves nothing half done where %s', async (_, code, from) => {
    await expect(rebuild(from())).rejects.toMatchObject({ code });
    await expectEmpty();
  });

  it.each([
    ['another key', 'AUDIT_SIGNATURE_MISSING', () => generateKey('spec.example/audit')],
    ['the key of another log', 'AUDIT_OTHER_LOG', () => generateKey('other.example/audit')],
  ])('is not fooled by %s', async (_, code, key) => {
    await expect(rebuild(archive(), [String(key().verifier)])).rejects.toMatchObject({ code });
    await expectEmpty();
  });

  it('does not fold an event that only a later version knows, and says so', async () => {
    const later = await sealedStore(12, true);
    await expect(rebuild(new KafkaArchive(later.broker), [String(later.key.verifier)])).rejects.toMatchObject(
      {
        code: 'EVENT_UNREADABLE',
      },
    );
    await expectEmpty();
  });
});
