import { expect, it } from 'vitest';
import type { MatterId } from '@counterpart/contracts';
import type { EventStore, Transaction } from '@counterpart/event-store';
import { RestrictedFoldersStore } from '../src/adapters/restricted-folders.store.js';
import { sampleDocument } from '../src/routing/ground/samples.spec-data.js';
import { sharedGround } from './ground.js';
import { docId, MATTER, Router } from './scene.js';

/*
 * Whenever a firm’s restricted folder was proven, what every firm’s documents had told was walked through, under the firm’s lock.
 */

const ground = sharedGround();

async function find(
  router: Router,
  id: string,
  numbers: readonly number[],
  matter: MatterId | null = MATTER,
): Promise<void> {
  const versions = numbers.map((number) => ({ version: sampleDocument({}, number).version, filename: null }));
  const data = { document: docId(id), matter, versions };
  await router.tell(router.document(id), 'EarlierVersionsFound', data);
}

async function late(router: Router) {
  const found: string[] = [];
  for await (const page of new RestrictedFoldersStore(ground.store).withLate(router.firm))
    found.push(...page.map(({ document }) => document));
  return found;
}

it('documents with versions that were told late are those of the firm, each once, however many there are', async () => {
  const [router, other] = [new Router(ground.store), new Router(ground.store)];
  await find(other, '9', [1]);
  const ids = Array.from({ length: 201 }, (_, at) => String(1000 + at));
  for (const id of ids) await find(router, id, [1, 2]);
  await find(router, '1000', [1, 2, 3]);
  expect(await late(router)).toEqual(ids);
  expect(await late(other)).toEqual(['9']);
});

it('one that lies in no matter is among them, and stops nobody', async () => {
  const router = new Router(ground.store);
  await find(router, '5', [1], null);
  expect(await late(router)).toEqual(['5']);
  await router.prove();
  expect(await router.told(router.document('5'), 'DocumentRouted')).toEqual([]);
});

it('they are found by an index that begins with the firm', async () => {
  const plans: unknown[] = [];
  const explaining = (tx: Transaction): Transaction => {
    const query = async (text: string, values: unknown[]) => {
      await tx.client.query('set local enable_seqscan = off');
      await tx.client.query('set local enable_bitmapscan = off');
      plans.push((await tx.client.query(`explain (format json) ${text}`, values)).rows);
      return { rows: [] };
    };
    return { ...tx, client: { query } as unknown as Transaction['client'] };
  };
  const store = {
    readStream: () => Promise.resolve([]),
    transact: (work: (tx: Transaction) => Promise<unknown>, options: never) =>
      ground.store.transact((tx) => work(explaining(tx)), options),
  };
  const { firm } = new Router(ground.store);
  const pages = new RestrictedFoldersStore(store as unknown as EventStore).withLate(firm);
  expect((await pages.next()).done).toBe(true);
  expect(JSON.stringify(plans)).toContain('"Index Name":"earlier_versions"');
});
