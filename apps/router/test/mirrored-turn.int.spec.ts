import { MatterId } from '@counterpart/contracts';
import { EventStore, type TransactOptions, type Transaction } from '@counterpart/event-store';
import { beforeEach, describe, expect, it } from 'vitest';
import { sharedGround } from './ground.js';
import { Router } from './scene.js';

/** A store that counts its transactions. */
class CountedStore extends EventStore {
  transactions = 0;

  override transact<T>(work: (tx: Transaction) => Promise<T>, options: TransactOptions): Promise<T> {
    this.transactions += 1;
    return super.transact(work, options);
  }
}

const ground = sharedGround();
let store: CountedStore;
let router: Router;
beforeEach(async () => {
  store = new CountedStore(ground.source);
  router = new Router(store);
  await router.register();
});

/** Transactions that the router takes to answer, besides the one that the outcome is told in. */
async function answering(work: () => Promise<void>): Promise<number> {
  const before = store.transactions;
  await work();
  return store.transactions - before - 1;
}

describe('what was mirrored', () => {
  it('is over by one look where nothing is owed', async () => {
    await router.add('4711');
    expect(await answering(() => router.mirror('4711'))).toBe(0);
    expect(await router.told(router.document('4711'), 'DocumentRouted')).toHaveLength(1);
  });

  it('moves on where the document changed while it was under way', async () => {
    await router.add('4711');
    await router.change('4711', { category: { id: '2', name: 'Discovery' } });
    expect(await router.plan(router.document('4711'))).toBeUndefined();
    await router.mirror('4711');
    expect(await router.plan(router.document('4711'))).toMatchObject({
      name: 'RelocationPlanned',
      data: {
        counterpart: 'id:4711',
        to: { folder: '/Matters/2026-0001-Reyes/Discovery', name: 'Complaint.pdf' },
        access: 'unchanged',
      },
    });
  });

  it('is looked at in full where the document has been in another matter meanwhile', async () => {
    await router.add('4711');
    await router.change('4711', { matter: MatterId.parse('999') });
    expect(await answering(() => router.mirror('4711'))).toBeGreaterThan(0);
  });

  it('is followed by the version that came while it was under way', async () => {
    await router.add('4711');
    await router.version('4711', 2);
    await router.mirror('4711');
    expect(await router.told(router.document('4711'), 'VersionArchivePlanned')).toHaveLength(1);
  });
});
