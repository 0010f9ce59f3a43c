import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ClioConnections, SharedLedgers } from '@counterpart/connections';
import { DocumentId, documentStream, FirmId, sweepStream } from '@counterpart/contracts';
import { dropboxAccounts } from '@counterpart/credentials';
import type { EventStore } from '@counterpart/event-store';
import { Firms } from '@counterpart/service-defaults';
import { ClioChanges } from '../src/adapters/clio-changes.js';
import { ClioApiRecords } from '../src/adapters/clio-records.js';
import { Reconcile } from '../src/reconcile-records/reconcile-records.handler.js';
import { SweepLog } from '../src/reconcile-records/sweep-log.js';
import { startOldFirm, type OldFirm } from './old-firm.js';
import { startStore, type StoreGround } from './store-ground.js';

/* A right that comes back after a week: the sweep’s event carries what was hidden, through the real store and API. */

const FIRM = FirmId.parse('hartwell');
const DAY = 24 * 3_600_000;

let ground: StoreGround;
let store: EventStore;
let clio: OldFirm;

beforeAll(async () => {
  ground = await startStore();
  ({ store } = ground);
  clio = await startOldFirm();
});
afterAll(async () => {
  await clio.close();
  await ground.close();
});

function sweeps(now: () => Date): Reconcile {
  const connection = {
    baseUrl: clio.url,
    downloadOrigins: [clio.downloadUrl],
    grant: { accessToken: 'fake-clio-access-token' },
    webhookUrl: clio.url,
  };
  const dropbox = { apiUrl: clio.url, contentUrl: clio.url, grant: { accessToken: 'fake' } };
  const firms = new Firms([{ firm: FIRM, clio: connection, dropbox, alerts: [], quotas: {} }]);
  const connections = new ClioConnections(firms, new SharedLedgers(ground.source));
  const changes = new ClioChanges(
    connections,
    new ClioApiRecords(connections, () => Promise.resolve([]), now),
  );
  return new Reconcile(
    changes,
    new SweepLog(store, now, dropboxAccounts),
    { exclusively: (_firm, work) => work() },
    {
      now,
      newSweepId: () => randomUUID(),
      servesAnew: () => Promise.resolve(false),
      everyMs: 3_600_000,
      overlapMs: 900_000,
    },
  );
}

/** The next list of documents holds these records alone. */
const lists = (...data: readonly object[]) =>
  clio.plan({
    match: { method: 'GET', path: '/documents.json' },
    times: 1,
    effect: { status: { code: 200, body: { data, meta: { paging: {} } } } },
  });

async function swept() {
  const event = (await store.newestOf(sweepStream(FIRM)))?.event;
  return event?.name === 'SweepCompleted' ? event.data : undefined;
}

it('is noticed by the next sweep, whatever the lists have moved on to', async () => {
  let time = Date.now();
  const reconcile = sweeps(() => new Date(time));
  const id = await clio.add(await clio.openMatter(), 'Brief.pdf', Buffer.from('x'));
  const told = () => store.readStream(documentStream(FIRM, DocumentId.parse(id)));
  const sweep = () => reconcile.sweep(FIRM, new AbortController().signal);

  await lists({ id: Number(id), redacted: true });
  await sweep();
  expect(await told()).toEqual([]);
  expect(await swept()).toMatchObject({
    heldBack: { hidden: 1, uploading: 0, carried: [{ list: 'documents', id, why: 'hidden' }] },
  });

  const claimedFirst = await swept();

  time += 7 * DAY;
  await lists();
  await sweep();
  expect((await told()).map(({ event }) => event.name)).toEqual(['DocumentAdded']);
  // A list that names nothing, though it should name this one, claims no more.
  const claimed = { toldUpTo: claimedFirst?.toldUpTo, heldBack: { hidden: 0, carried: [] } };
  expect(await swept()).toMatchObject(claimed);

  time += DAY;
  await clio.plan();
  await sweep();
  expect(await swept()).toMatchObject({ toldUpTo: new Date(time).toISOString() });
});
