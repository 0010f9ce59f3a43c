import { readFile } from 'node:fs/promises';
import { OWNERS } from '@counterpart/contracts';
import type { IncomingRecord } from '@counterpart/eventing';
import { eventually } from '@counterpart/testing';
import type pg from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dumpSchema } from '../../test/dump-schema.js';
import { FIRM, aCause, missing, nextDocument, NOW, skipped, writeOf } from '../../test/sample-events.js';
import { storeDatabase, type StoreDatabase } from '../../test/store-database.js';
import { STATUS_PROJECTION } from '../index.js';
import { BEGINNING, readGated } from '../readers/read-gated.js';
import { toRecord } from '../relay/to-record.js';
import { foldRestored } from './fold-restored.js';
import { Restoration } from './restoration.js';

const EVENTS = 40;

let told: readonly IncomingRecord[];
let rows: readonly unknown[];
let documents: readonly unknown[];
let target: StoreDatabase;
let admin: pg.Client;
beforeAll(async () => {
  await using source = await storeDatabase();
  const client = await source.connectAdmin();
  for (let append = 0; append < EVENTS / 4; append += 1) {
    const event = append % 2 === 0 ? skipped : missing;
    const cause = aCause({ actor: `user:Ünï“${append}”𝄞` });
    await source.store.transact(
      (tx) => source.store.append(tx, cause, [writeOf(nextDocument(), 0, 4, event)], NOW),
      { firm: FIRM },
    );
  }
  // Readers wait for every running transaction of the server, other specs’ too.
  const read = await eventually(async () => {
    const found = await readGated(client, OWNERS, BEGINNING, { events: EVENTS, bytes: 2 ** 30 });
    return found.length === EVENTS ? found : undefined;
  });
  told = read.map((row, offset) => toIncoming(toRecord(row), BigInt(offset)));
  rows = await rowsOf(client);
  await STATUS_PROJECTION.project(
    { client, schema: 'status' },
    (
      await Promise.all(
        [...new Set(read.map(({ stream }) => stream))].map((stream) =>
          source.store.readStream(stream as never),
        ),
      )
    ).flat(),
  );
  documents = await documentsOf(client);
});
beforeEach(async () => {
  target = await storeDatabase();
  admin = await target.connectAdmin();
});
afterEach(() => target[Symbol.asyncDispose]());

const toIncoming = (record: ReturnType<typeof toRecord>, offset: bigint): IncomingRecord => ({
  ...record,
  partition: 0,
  offset,
  timestamp: 0,
  headers: record.headers ?? {},
});

const rowsOf = async (client: pg.Client): Promise<readonly unknown[]> =>
  (
    await client.query<Record<string, unknown>>(
      `select position, stream, version, event_id, type, firm, topic, key, recorded_at::text, encode(body, 'hex')
     from event_store.events order by position`,
    )
  ).rows;

const documentsOf = async (client: pg.Client): Promise<readonly unknown[]> =>
  (await client.query<Record<string, unknown>>('select * from status.documents order by firm, document'))
    .rows;

/** Restores records, so many a call, and folds; in one transaction. */
async function restore(records: readonly IncomingRecord[], aCall = 7): Promise<number> {
  await admin.query('begin');
  try {
    const restoration = await Restoration.begin(admin);
    for (let at = 0; at < records.length; at += aCall) await restoration.add(records.slice(at, at + aCall));
    const { events } = await restoration.finish();
    await foldRestored(admin, [STATUS_PROJECTION]);
    await admin.query('commit');
    return events;
  } catch (error) {
    await admin.query('rollback');
    throw error;
  }
}

const schemaOf = (): Promise<string> => dumpSchema(admin, ['event_store', 'status', 'eventing', 'budgets']);

const withHeader = (name: string, value: string): readonly IncomingRecord[] =>
  told.map((record, index) =>
    index === 20 ? { ...record, headers: { ...record.headers, [name]: value } } : record,
  );

describe('a restoration', () => {
  it('makes the same rows and the same projection out of records in any order', async () => {
    expect(await restore(told.toReversed())).toBe(EVENTS);
    expect(await rowsOf(admin)).toEqual(rows);
    expect(await documentsOf(admin)).toEqual(documents);
  });

  it('leaves the tables with every index, constraint, trigger and right that the migrations made', async () => {
    await restore(told);
    expect(await schemaOf()).toBe(await readFile(new URL('../../schema.sql', import.meta.url), 'utf8'));
  });

  it('takes each of them off and puts it back where it fails', async () => {
    await expect(restore([...told, { ...told[0], value: null } as IncomingRecord])).rejects.toMatchObject({
      code: 'EVENT_STORE_RECORD_UNREADABLE',
    });
    expect(await schemaOf()).toBe(await readFile(new URL('../../schema.sql', import.meta.url), 'utf8'));
    expect(await rowsOf(admin)).toEqual([]);
  });

  it('knows a repetition however far apart the two are', async () => {
    expect(await restore([...told, ...told.toReversed()], 3)).toBe(EVENTS);
    expect(await rowsOf(admin)).toEqual(rows);
  });

  it('refuses a repetition that says something else, however far apart the two are', async () => {
    const [first] = told;
    const value = Buffer.from((first?.value?.toString() ?? '').replace('corr-1', 'corr-2'));
    await expect(restore([...told, { ...first, value } as IncomingRecord], 3)).rejects.toMatchObject({
      code: 'EVENT_STORE_RECORDS_CONTRADICT',
    });
  });

  it.each([
    ['position', '-1'],
    ['position', '9223372036854775808'],
    ['position', '1e3'],
    ['tx', '18446744073709551616'],
    ['recorded-us', '99999999999999999999'],
    ['recorded-us', ''],
    ['event-id', '00000000-0000-0000-0000-000000000000'],
    ['type', 'DocumentMirrored.v1'],
  ])('refuses a record whose %s is %j', async (name, value) => {
    await expect(restore(withHeader(name, value))).rejects.toMatchObject({
      code: 'EVENT_STORE_RECORD_UNREADABLE',
    });
    expect(await rowsOf(admin)).toEqual([]);
  });

  it('refuses a key that no column holds', async () => {
    const bad = told.map((record, index) => (index === 20 ? { ...record, key: 'a\0b' } : record));
    await expect(restore(bad)).rejects.toMatchObject({ code: 'EVENT_STORE_RECORD_UNREADABLE' });
  });
});
