import { documentStream, EVENTS } from '@counterpart/contracts';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  aCause,
  FIRM,
  missing,
  nextDocument,
  NOW,
  skipped,
  streamOf,
  writeOf,
} from '../../test/sample-events.js';
import { storeDatabase, type StoreDatabase } from '../../test/store-database.js';
import { catchUp } from '../projections/catch-up.js';
import type { Projector } from '../projections/projector.js';
import { documentsByState, pendingDocuments, statusIsCurrent } from './read-status.js';
import { EVERY_FIRM } from '../roles/firm-rules.js';
import { STATUS_PROJECTION } from './status-projection.js';
import { StatusProjector } from './status-projector.js';

let database: StoreDatabase;
let client: pg.Client;
beforeEach(async () => {
  database = await storeDatabase();
  client = await database.connect();
  await client.query(`set counterpart.firm to '${EVERY_FIRM}'`);
});
afterEach(() => database[Symbol.asyncDispose]());

const append = (...writes: ReturnType<typeof writeOf>[]): Promise<unknown> =>
  database.store.transact((tx) => database.store.append(tx, aCause(), writes, NOW), { firm: FIRM });

/** Readers wait for every running transaction of the server, other specs' too. */
const untilReadable = (): Promise<void> =>
  vi.waitFor(
    async () => {
      const { rows } = await client.query<{ readable: boolean }>(
        'select bool_and(tx < pg_snapshot_xmin(pg_current_snapshot())) as readable from event_store.events',
      );
      expect(rows[0]?.readable).toBe(true);
    },
    { timeout: 30_000 },
  );

const statuses = async (): Promise<unknown[]> =>
  (
    await client.query<object>(
      'select document, state, latest_version_seen from status.documents order by document',
    )
  ).rows;

describe('a projection (law 9: rows and cursor move together)', () => {
  it('folds each event exactly once however small the batches are', async () => {
    const [one, two] = [nextDocument(), nextDocument()];
    await append(writeOf(one, 0, 3), writeOf(two, 0, 1));
    await append(writeOf(two, 1, 1, (document) => missing(document, 2)));
    await untilReadable();
    const sizes: number[] = [];
    const counting: Projector = {
      ...STATUS_PROJECTION,
      project: (scope, events) => {
        sizes.push(events.length);
        return STATUS_PROJECTION.project(scope, events);
      },
    };
    let result = await catchUp(client, counting, { events: 2, bytes: 1_000_000 });
    while (result.outcome === 'projected' && result.events > 0) {
      result = await catchUp(client, counting, { events: 2, bytes: 1_000_000 });
    }
    expect(sizes).toEqual([2, 2, 1]);
    expect(await statuses()).toEqual([
      { document: one, state: 'skipped', latest_version_seen: 3 },
      { document: two, state: 'missing', latest_version_seen: 2 },
    ]);
  });

  it('leaves rows and cursor as they were when the fold fails', async () => {
    await append(writeOf(nextDocument(), 0));
    await untilReadable();
    const broken: Projector = {
      ...STATUS_PROJECTION,
      project: async (scope, events) => {
        await STATUS_PROJECTION.project(scope, events);
        throw new RangeError('after the rows');
      },
    };
    await expect(catchUp(client, broken)).rejects.toThrow('after the rows');
    expect(await statuses()).toEqual([]);
    expect(await catchUp(client, STATUS_PROJECTION)).toEqual({ outcome: 'projected', events: 1 });
  });

  it('is run by one program at a time', async () => {
    await append(writeOf(nextDocument(), 0));
    await untilReadable();
    const other = await database.connect();
    const entered = Promise.withResolvers<void>();
    const leave = Promise.withResolvers<void>();
    const slow = catchUp(other, {
      ...STATUS_PROJECTION,
      project: async (scope, events) => {
        entered.resolve();
        await leave.promise;
        await STATUS_PROJECTION.project(scope, events);
      },
    });
    await entered.promise;
    expect(await catchUp(client, STATUS_PROJECTION)).toEqual({ outcome: 'busy' });
    leave.resolve();
    expect(await slow).toEqual({ outcome: 'projected', events: 1 });
  });
});

describe('the status projector', () => {
  it('answers what is pending while two of them run', async () => {
    const projectors = [1, 2].map(() => new StatusProjector({ url: database.serviceUrl }));
    for (const projector of projectors) projector.start();
    const [done, open] = [nextDocument(), nextDocument()];
    await append(writeOf(done, 0));
    await append(writeOf(open, 0, 1, (document) => stagingLost(document)));
    await vi.waitFor(async () => expect(await statusIsCurrent(client)).toBe(true), { timeout: 30_000 });
    expect(await documentsByState(client)).toEqual(
      new Map([
        ['skipped', 1],
        ['routed', 1],
      ]),
    );
    expect(await pendingDocuments(client)).toBe(1);
    await append(writeOf(open, 1, 1, (document) => skipped(document, 1)));
    await vi.waitFor(async () => expect(await pendingDocuments(client)).toBe(0), { timeout: 30_000 });
    await Promise.all(projectors.map((projector) => projector.stop()));
    expect(documentStream(FIRM, open)).toBe(streamOf(open));
    expect(EVENTS.StagingLost.topic).toMatchObject({ owner: 'uploader' });
  });
});

const stagingLost = (document: ReturnType<typeof nextDocument>): ReturnType<typeof missing> => {
  const basis = missing(document);
  if (basis.name !== 'SourceMissing') throw new TypeError('the sample changed');
  return {
    ...basis,
    name: 'StagingLost',
    data: { ...basis.data, attempt: 1, reason: 'STAGING_LOST', left: null },
  };
};
