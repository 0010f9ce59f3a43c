import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FIRM, aCause, nextDocument, NOW, writeOf } from '../../test/sample-events.js';
import { storeDatabase, type StoreDatabase } from '../../test/store-database.js';
import { EVERY_FIRM } from '../roles/firm-rules.js';
import { STATUS_PROJECTION } from '../status/status-projection.js';
import { StatusProjector } from '../status/status-projector.js';
import { statusIsCurrent } from '../status/read-status.js';
import { catchUp } from './catch-up.js';
import { rebuildBeside } from './rebuild-beside.js';
import { eventually } from '@counterpart/testing';

let database: StoreDatabase;
let service: pg.Client;
let owner: pg.Client;
beforeEach(async () => {
  database = await storeDatabase();
  [service, owner] = [await database.connect(), await database.connectAdmin()];
  await service.query(`set counterpart.firm to '${EVERY_FIRM}'`);
});
afterEach(() => database[Symbol.asyncDispose]());

const append = (events: number): Promise<unknown> =>
  database.store.transact(
    (tx) => database.store.append(tx, aCause(), [writeOf(nextDocument(), 0, events)], NOW),
    { firm: FIRM },
  );
const rows = async (): Promise<unknown[]> =>
  (await service.query<object>('select * from status.documents order by firm, document')).rows;
/** Readers wait for every running transaction of the server, other specs’ too. */
const untilReadable = (): Promise<true> =>
  eventually(async () => {
    const { rows: found } = await service.query<{ readable: boolean }>(
      'select bool_and(tx < pg_snapshot_xmin(pg_current_snapshot())) as readable from event_store.events',
    );
    return found[0]?.readable === true;
  });
const untilCurrent = (): Promise<true> => eventually(() => statusIsCurrent(service));

describe('a projection built anew beside the live one', () => {
  it('has the same rows, and the services’ role may use them', async () => {
    const projector = new StatusProjector({ url: database.serviceUrl });
    projector.start();
    await append(3);
    await append(2);
    await untilCurrent();
    const before = await rows();
    await owner.query(`update status.documents set state = 'dead'`);
    expect(await rebuildBeside(owner, STATUS_PROJECTION)).toBe(5);
    expect(await rows()).toEqual(before);
    await append(4);
    await untilCurrent();
    expect(await rows()).toHaveLength(before.length + 1);
    await projector.stop();
  });

  it('keeps its shape: columns, constraints, indexes, rights and rules about rows', async () => {
    const shape = async (): Promise<unknown> =>
      (
        await owner.query<object>(
          `select (select json_agg(c order by ordinal_position) from (
               select column_name, data_type, is_nullable, collation_name, ordinal_position
               from information_schema.columns where table_schema = 'status') c) as columns,
             (select json_agg(pg_get_constraintdef(oid) order by pg_get_constraintdef(oid))
               from pg_constraint where connamespace = 'status'::regnamespace) as constraints,
             (select count(*) from pg_indexes where schemaname = 'status') as indexes,
             (select json_agg(r order by r) from (
               select format('%s %s %s %s', policyname, roles, qual, with_check) as r
               from pg_policies where schemaname = 'status') rules) as rules,
             (select bool_and(rowsecurity) from pg_tables where schemaname = 'status') as ruled,
             (select json_agg(g order by g) from (
               select distinct grantee || ' ' || privilege_type as g
               from information_schema.role_table_grants where table_schema = 'status') grants) as grants`,
        )
      ).rows;
    const before = await shape();
    await append(1);
    await rebuildBeside(owner, STATUS_PROJECTION);
    expect(await shape()).toEqual(before);
  });

  it('loses nothing of the traffic that flows meanwhile', async () => {
    const projector = new StatusProjector({ url: database.serviceUrl });
    projector.start();
    let flows = true;
    const traffic = (async () => {
      let documents = 0;
      for (; flows; documents += 1) await append(2);
      return documents;
    })();
    for (let times = 0; times < 3; times += 1) await rebuildBeside(owner, STATUS_PROJECTION);
    flows = false;
    const documents = await traffic;
    await untilCurrent();
    expect(await rows()).toHaveLength(documents);
    await projector.stop();
  });

  it('leaves the old tables serving where it fails, and begins anew the next time', async () => {
    await append(3);
    await untilReadable();
    await catchUp(service, STATUS_PROJECTION);
    const before = await rows();
    const broken = { ...STATUS_PROJECTION, project: () => Promise.reject(new Error('a bug')) };
    await expect(rebuildBeside(owner, broken)).rejects.toThrow('a bug');
    expect(await rows()).toEqual(before);
    await rebuildBeside(owner, STATUS_PROJECTION);
    expect(await rows()).toEqual(before);
  });

  it('runs once at a time', async () => {
    const other = await database.connectAdmin();
    const slow = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    await append(1);
    await untilReadable();
    const first = rebuildBeside(owner, {
      ...STATUS_PROJECTION,
      project: async (scope, events) => {
        begun.resolve();
        await slow.promise;
        await STATUS_PROJECTION.project(scope, events);
      },
    });
    await begun.promise;
    await expect(rebuildBeside(other, STATUS_PROJECTION)).rejects.toMatchObject({
      code: 'EVENT_STORE_PROJECTION_BUSY',
    });
    slow.resolve();
    await first;
  });
});
