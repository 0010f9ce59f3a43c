import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FIRM, aCause, nextDocument, NOW, streamOf, writeOf } from '../test/sample-events.js';
import { storeDatabase, type StoreDatabase } from '../test/store-database.js';
import { EventRow, storeDataSource, type EventStore } from './index.js';

let database: StoreDatabase;
let store: EventStore;
beforeAll(async () => {
  database = await storeDatabase();
  store = database.store;
});
afterAll(() => database[Symbol.asyncDispose]());

describe('transact (law 6: one connection, a defined outcome)', () => {
  it('shows the entity manager what the client wrote, before the commit', async () => {
    const document = nextDocument();
    const seen = await store.transact(
      async (tx) => {
        await store.append(tx, aCause(), [writeOf(document, 0)], NOW);
        return tx.manager.getRepository(EventRow).countBy({ stream: streamOf(document) });
      },
      { firm: FIRM },
    );
    expect(seen).toBe(1);
  });

  it('undoes everything when the work throws', async () => {
    const document = nextDocument();
    const work = store.transact(
      async (tx) => {
        await store.append(tx, aCause(), [writeOf(document, 0)], NOW);
        throw new RangeError('changed my mind');
      },
      { firm: FIRM },
    );
    await expect(work).rejects.toThrow('changed my mind');
    expect(await store.readStream(streamOf(document))).toEqual([]);
  });

  it('runs work again that met a serialization failure', async () => {
    let runs = 0;
    const result = await store.transact(
      async (tx) => {
        runs += 1;
        if (runs < 3) {
          await tx.client.query(
            `do $$ begin raise exception 'could not serialize' using errcode = 'serialization_failure'; end $$`,
          );
        }
        return runs;
      },
      { firm: FIRM },
    );
    expect(result).toBe(3);
  });

  it('gives up with a code when others win every try', async () => {
    const work = store.transact(
      (tx) =>
        tx.client.query(`do $$ begin raise exception 'deadlock' using errcode = 'deadlock_detected'; end $$`),
      { firm: FIRM },
    );
    await expect(work).rejects.toMatchObject({ code: 'EVENT_STORE_CONTENTION' });
  });

  it('does not say stored when the work swallowed the failure of a statement', async () => {
    const document = nextDocument();
    const work = store.transact(
      async (tx) => {
        await store.append(tx, aCause(), [writeOf(document, 0)], NOW);
        await tx.client.query('select 1 / 0').catch(() => undefined);
      },
      { firm: FIRM },
    );
    await expect(work).rejects.toMatchObject({ code: 'EVENT_STORE_TRANSACTION_ENDED' });
    expect(await store.readStream(streamOf(document))).toEqual([]);
  });

  it('does not begin work whose fence no longer holds', async () => {
    const admin = await database.connectAdmin();
    await admin.query(`insert into eventing.partition_leases (resource, epoch) values ('uploader/t/0', 3)`);
    const runs: bigint[] = [];
    const workUnder = (epoch: bigint): Promise<unknown> =>
      store.transact(() => Promise.resolve(runs.push(epoch)), {
        fence: { resource: 'uploader/t/0', epoch },
        firm: FIRM,
      });
    await workUnder(3n);
    await expect(workUnder(2n)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(runs).toEqual([3n]);
  });

  it('says InfrastructureUnavailable when the session dies under the work, and works again after', async () => {
    const admin = await database.connectAdmin();
    const work = store.transact(
      async (tx) => {
        const { rows } = await tx.client.query<{ pid: number }>('select pg_backend_pid() as pid');
        await admin.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
        await tx.client.query('select 1');
      },
      { firm: FIRM },
    );
    await expect(work).rejects.toMatchObject({ name: 'InfrastructureUnavailable', part: 'postgres' });
    expect(await store.transact(() => Promise.resolve('again'), { firm: FIRM })).toBe('again');
  });

  it('leaves a server that only reads since another took over, instead of asking it for ever', async () => {
    const document = nextDocument();
    const write = () =>
      store.transact((tx) => store.append(tx, aCause(), [writeOf(document, 0)], NOW), { firm: FIRM });
    await store.transact((tx) => tx.client.query('set session characteristics as transaction read only'), {
      firm: FIRM,
    });
    await expect(write()).rejects.toMatchObject({
      name: 'InfrastructureUnavailable',
      cause: { code: '25006' },
    });
    expect(await write()).toMatchObject({ outcome: 'appended' });
  });

  it('gives a connection up that is a minute old, however busy it is: reads alone would not tell that another server took over', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const source = storeDataSource({ url: database.serviceUrl, applicationName: 'spec', poolSize: 1 });
    await source.initialize();
    onTestFinished(() => source.destroy());
    const pids: unknown[] = [];
    for (const seconds of [59, 1, 0]) {
      const runner = source.createQueryRunner();
      pids.push(((await runner.query('select pg_backend_pid() as pid')) as { pid: number }[])[0]?.pid);
      vi.advanceTimersByTime(seconds * 1_000);
      await runner.release();
    }
    expect(pids[1]).toBe(pids[0]);
    expect(pids[2]).not.toBe(pids[1]);
  });
});
