import { expect, it } from 'vitest';
import { TOPICS } from '@counterpart/contracts';
import type { StoreCursor } from '@counterpart/event-store';
import { GroupPositions } from '../adapters/group-positions.js';
import { subscriptions } from '../subscriptions.js';
import { TellProgress } from './tell-progress.handler.js';

const FACTS = TOPICS.facts.name;
const tables = subscriptions({ COUNTERPART_ROUTER_CONCURRENCY: 1 });

/** Topics of two partitions; what each group committed of facts. */
class Topics {
  end = 4n;
  readonly committed = new Map(tables.map(({ group }) => [group, 4n]));

  readonly admin = {
    endOffsets: (topic: string) =>
      Promise.resolve(
        new Map([
          [0, topic === FACTS ? this.end : 0n],
          [1, 0n],
        ]),
      ),
    committed: (group: string, topic: string) =>
      Promise.resolve(new Map(topic === FACTS ? [[0, this.committed.get(group) ?? 0n]] : [])),
  };
}

function progress() {
  const [topics, told] = [new Topics(), [] as bigint[]];
  let relayed = 10n;
  const book = {
    relayedUpTo: (): Promise<StoreCursor> => Promise.resolve({ tx: relayed, position: 0n }),
    tell: (_tx: unknown, { tx }: StoreCursor) => Promise.resolve(void told.push(tx)),
  };
  const store = { transact: (work: (tx: never) => unknown) => work(undefined as never) };
  const telling = new TellProgress(store as never, new GroupPositions(topics.admin, tables), book);
  const relay = (tx: bigint): void => void (relayed = tx);
  return { topics, told, relay, telling };
}

it('tells what was relayed before the topics were looked at, once every group is beyond that', async () => {
  const { topics, told, relay, telling } = progress();
  topics.committed.set('router.closing', 3n);
  await telling.tend();
  relay(20n);
  topics.end = 9n;
  await telling.tend();
  expect(told).toEqual([]);
  topics.committed.set('router.closing', 4n);
  await telling.tend();
  expect(told).toEqual([10n]);
  // What came meanwhile is not answered yet.
  await telling.tend();
  expect(told).toEqual([10n]);
  for (const { group } of tables) topics.committed.set(group, 9n);
  await telling.tend();
  expect(told).toEqual([10n, 20n]);
});

it('takes a group that never committed anything for one that has everything before it', async () => {
  const { topics, told, telling } = progress();
  topics.committed.delete('router');
  await telling.tend();
  expect(told).toEqual([]);
});
