import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_POLICY, FirmId, firmStream, type Policy } from '@counterpart/contracts';
import { dropboxAccounts } from '@counterpart/credentials';
import { Reconcile } from '../src/reconcile-records/reconcile-records.handler.js';
import type { ChangedRecords } from '../src/reconcile-records/reconcile-records.ports.js';
import { SweepLog } from '../src/reconcile-records/sweep-log.js';
import { startStore, type StoreGround } from './store-ground.js';

/*
 * A firm was mirrored by the hour, so that its webhooks told nothing. Then it was to be mirrored by webhooks alone, and no sweep took place
 * any more: what had changed between the last sweep and the new policy was never mirrored.
 */

const FIRM = FirmId.parse('hartwell');
const HOUR = 3_600_000;

let ground: StoreGround;
beforeAll(async () => {
  ground = await startStore();
}, 200_000);
afterAll(() => ground.close());

async function* nothing(): AsyncGenerator<ChangedRecords<never>, void> {}

it('a firm that is mirrored by webhooks alone from now on is swept once more', async () => {
  const { store } = ground;
  let time = new Date('2026-05-01T11:00:00.000Z');
  const now = (): Date => time;
  const lists = { matters: nothing, clients: nothing, documents: nothing, documentsOfMatter: nothing };
  const nobody = (): Promise<never> => Promise.reject(new Error('there is nothing to ask for'));
  const single = { mattersOfClient: nobody, documentsOf: nobody, matterIfWhole: nobody, versions: nobody };
  const reconcile = new Reconcile(
    { ...lists, ...single, matter: nobody },
    new SweepLog(store, now, dropboxAccounts),
    { exclusively: (_firm, work) => work() },
    {
      now,
      newSweepId: randomUUID,
      servesAnew: () => Promise.resolve(false),
      everyMs: HOUR,
      overlapMs: HOUR / 4,
    },
  );
  const apply = async (syncMode: Policy['syncMode'], version: number): Promise<void> => {
    const stream = firmStream(FIRM);
    const data = { policy: { ...DEFAULT_POLICY, syncMode, version }, replaces: version - 1, note: null };
    const by = { handler: 'spec', actor: 'user:ada', source: '/counterpart/cli' };
    const cause = { eventId: randomUUID(), correlationId: randomUUID(), ...by };
    const event = { name: 'PolicyApplied' as const, stream, firm: FIRM, key: FIRM, data };
    await store.transact(
      (tx) => store.append(tx, cause, [{ stream, expected: 'any', events: [event] }], time),
      {
        firm: FIRM,
      },
    );
  };
  const sweepAt = async (at: string): Promise<string> => {
    time = new Date(at);
    return (await reconcile.sweep(FIRM, new AbortController().signal)).outcome;
  };
  await apply('hourly', 1);
  expect(await sweepAt('2026-05-01T12:00:00.000Z')).toBe('swept');
  time = new Date('2026-05-01T12:20:00.000Z');
  await apply('events', 2);
  expect(await sweepAt('2026-05-01T13:00:00.000Z')).toBe('swept');
  expect(await sweepAt('2026-05-01T14:00:00.000Z')).toBe('early');
});
