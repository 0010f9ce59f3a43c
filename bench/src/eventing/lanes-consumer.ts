import { TOPICS, type Topic } from '@counterpart/contracts';
import {
  consumer,
  ConsumerRuntime,
  KafkaBroker,
  on,
  PartitionLeases,
  PostgresParkingLot,
  skip,
  type RuntimeWorld,
  type Verdict,
} from '@counterpart/eventing';
import { EventStore, runMigrations, storeDataSource, type Transaction } from '@counterpart/event-store';
import { Pool } from 'pg';

/** Ours: the same records, decoded, through lanes, to a handler that does nothing. */
class CountingHandler {
  seen = 0;
  began = 0;

  constructor(
    private readonly expected: number,
    private readonly finished: () => void,
  ) {}

  handle(): Promise<Verdict> {
    if (this.began === 0) this.began = performance.now();
    this.seen += 1;
    if (this.seen === this.expected) this.finished();
    return Promise.resolve(skip('nothing to do'));
  }
}

/** @returns seconds from the first record to the last */
export async function lanesConsume(
  brokers: readonly string[],
  topic: string,
  expected: number,
  urls: { readonly owner: string; readonly service: string },
): Promise<number> {
  await runMigrations({ url: urls.owner });
  const dataSource = await storeDataSource({ url: urls.service, applicationName: 'bench' }).initialize();
  const pool = new Pool({ connectionString: urls.service });
  const { promise, resolve } = Promise.withResolvers<void>();
  const handler = new CountingHandler(expected, resolve);
  const world: RuntimeWorld<Transaction> = {
    ledger: new EventStore(dataSource),
    leases: new PartitionLeases(pool),
    parking: new PostgresParkingLot(pool),
    watch: { handled: () => undefined, gauge: () => undefined, log: () => undefined },
    handlerOf: () => handler,
    trail: { failed: () => Promise.resolve(), recovered: () => Promise.resolve() },
    gate: { standing: () => Promise.resolve('served'), suspended: () => Promise.resolve([]) },
    shareOf: () => 1,
    now: () => new Date(),
    chance: Math.random,
  };
  const at: Topic = { ...TOPICS.deliveries, name: topic };
  const table = consumer({
    group: `bench-lanes-${Date.now()}`,
    concurrency: 8,
    lane: 'by-object',
    rows: [on(at, 'DeliveryReceived', CountingHandler)],
  });
  const runtime = new ConsumerRuntime(table, world);
  await runtime.start(new KafkaBroker({ brokers, clientId: 'bench-lanes' }));
  await promise;
  const seconds = (performance.now() - handler.began) / 1000;
  await runtime.stop(5000);
  await pool.end();
  await dataSource.destroy();
  return seconds;
}
