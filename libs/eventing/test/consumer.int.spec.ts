import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, rejectsWithCode } from '@counterpart/testing';
import {
  assertFence,
  consumer,
  dead,
  done,
  on,
  onBatch,
  outage,
  retry,
  type ConsumerTable,
  type Delivery,
  type Verdict,
} from '../src/index.js';
import { documentRecord, openStage, type Stage } from './stage.js';

type Trashed = Delivery<'DocumentTrashed'>;

/** Answers by a rule and remembers what it was asked. */
class Recorder {
  readonly seen: string[] = [];

  constructor(private readonly rule: (name: string, delivery: Trashed) => Verdict | Promise<Verdict>) {}

  async handle(delivery: Trashed): Promise<Verdict> {
    const name = `${delivery.event.data.document}:${delivery.event.sequence}`;
    this.seen.push(name);
    return this.rule(name, delivery);
  }
}

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

async function scene(options: Partial<ConsumerTable> = {}) {
  const topic = await stage.topic();
  const rows = [on(topic, 'DocumentTrashed', Recorder)];
  const table = consumer({ group: stage.group(), rows, retryMinutes: [0.005, 0.005], ...options });
  const send = (...pairs: readonly (readonly [number, number])[]) =>
    stage.producer.send(pairs.map(([document, mark]) => documentRecord(topic, document, mark)));
  return { topic, table, send };
}

const of = (document: number, seen: readonly string[]): readonly string[] =>
  seen.filter((name) => name.startsWith(`${document}:`));

describe('a consumer on the real broker', () => {
  it('handles each document’s events in order and commits what is done (laws 1 and 3)', async () => {
    const { topic, table, send } = await scene();
    const recorder = new Recorder(() => done());
    await stage.run(table, recorder);
    await send([1, 1], [2, 1], [1, 2], [2, 2], [1, 3]);
    await eventually(() => recorder.seen.length === 5);
    expect(of(1, recorder.seen)).toEqual(['1:1', '1:2', '1:3']);
    expect(of(2, recorder.seen)).toEqual(['2:1', '2:2']);
    const admin = await stage.broker.admin();
    await eventually(async () => {
      const committed = await admin.committed(table.group, topic.name);
      return [...committed.values()].reduce((sum, offset) => sum + offset, 0n) === 5n;
    });
    await admin.close();
  });

  it('parks a failed document with its followers, lets others flow, and drains in order (law 6)', async () => {
    const { table, send } = await scene({ retryMinutes: [0.01, 0.01] });
    const recorder = new Recorder((name, { tries }) =>
      name === '1:1' && tries < 3 ? retry('CLIO_UNAVAILABLE') : done(),
    );
    await stage.run(table, recorder);
    await send([1, 1], [1, 2], [2, 1], [1, 3]);
    await eventually(() => recorder.seen.includes('1:3'));
    expect(of(1, recorder.seen)).toEqual(['1:1', '1:1', '1:1', '1:2', '1:3']);
    expect(recorder.seen.indexOf('2:1')).toBeLessThan(recorder.seen.lastIndexOf('1:1'));
    expect(await eventually(async () => (await stage.parking.list(table.group, 10)).length === 0)).toBe(true);
  });

  it('keeps what is parked, and its order, when the service starts anew', async () => {
    const { table, send } = await scene({ retryMinutes: [0.02] });
    const failing = new Recorder((name) => (name === '1:1' ? retry('CLIO_UNAVAILABLE') : done()));
    const first = await stage.run(table, failing);
    await send([1, 1], [1, 2]);
    await eventually(async () => (await stage.parking.list(table.group, 10)).length === 2);
    await first.stop(1000);
    const healed = new Recorder(() => done());
    await stage.run(table, healed);
    await send([1, 3]);
    await eventually(() => healed.seen.length === 3);
    expect(healed.seen).toEqual(['1:1', '1:2', '1:3']);
  });

  it('gives up after the last try, tells once, and holds the followers', async () => {
    const { table, send } = await scene({ retryMinutes: [0.002], afterDeath: 'hold' });
    const recorder = new Recorder((name) => (name === '1:1' ? retry('DROPBOX_UNAVAILABLE') : done()));
    await stage.run(table, recorder);
    await send([1, 1], [1, 2], [2, 1]);
    await eventually(() => stage.letters.some(({ group }) => group === table.group));
    await send([2, 2]);
    await eventually(() => recorder.seen.includes('2:2'));
    expect(of(1, recorder.seen)).toEqual(['1:1', '1:1']);
    const letters = stage.letters.filter(({ group }) => group === table.group);
    expect(letters).toMatchObject([
      { code: 'DROPBOX_UNAVAILABLE', tries: 2, event: { name: 'DocumentTrashed' } },
    ]);
    const [given] = await stage.parking.list(table.group, 10);
    await stage.parking.discard(given?.id ?? 0n);
    await eventually(() => recorder.seen.includes('1:2'), { withinMs: 20_000 });
  });

  it('lets the followers of given-up work go on where the table says so', async () => {
    const { table, send } = await scene({ afterDeath: 'release' });
    const recorder = new Recorder((name) => (name === '1:1' ? dead('DROPBOX_FULL') : done()));
    await stage.run(table, recorder);
    await send([1, 1], [1, 2]);
    await eventually(() => recorder.seen.includes('1:2'));
    expect(stage.letters.filter(({ group }) => group === table.group)).toHaveLength(1);
  });

  it('puts a record that is no event aside and goes on', async () => {
    const { topic, table, send } = await scene({ afterDeath: 'release' });
    const recorder = new Recorder(() => done());
    await stage.run(table, recorder);
    await stage.producer.send([
      { topic: topic.name, key: 'hartwell/5', value: Buffer.from('{"not":"an event"}') },
    ]);
    await stage.producer.send([{ topic: topic.name, key: 'hartwell/5', value: null }]);
    await send([1, 1]);
    await eventually(() => recorder.seen.length === 1);
    const letters = stage.letters.filter(({ group }) => group === table.group);
    expect(letters).toMatchObject([
      { code: 'EVENT_UNREADABLE', firm: 'hartwell', event: null },
      { code: 'EVENT_UNREADABLE', firm: 'hartwell', event: null },
    ]);
  });

  it('waits through an outage without parking anything (law 7)', async () => {
    const { table, send } = await scene();
    let down = true;
    const recorder = new Recorder(() => (down ? outage('DROPBOX_UNAVAILABLE') : done()));
    await stage.run(table, recorder);
    await send([1, 1], [2, 1]);
    await eventually(() => recorder.seen.length >= 2);
    expect(await stage.parking.list(table.group, 10)).toEqual([]);
    down = false;
    await eventually(() => of(1, recorder.seen).length >= 2 && of(2, recorder.seen).length >= 2);
    expect(stage.letters.filter(({ group }) => group === table.group)).toEqual([]);
  });

  it('gets a lane’s waiting records together where the row asks for batches', async () => {
    const { topic, send } = await scene();
    const sizes: number[] = [];
    const handler = {
      handleBatch: async (deliveries: readonly Trashed[]): Promise<readonly Verdict[]> => {
        sizes.push(deliveries.length);
        await wait(100);
        return deliveries.map(() => done());
      },
    };
    class Batches {
      handleBatch = handler.handleBatch;
    }
    const rows = [onBatch(topic, 'DocumentTrashed', Batches, { max: 4 })];
    await stage.run(consumer({ group: stage.group(), lane: 'by-key', rows }), handler);
    await send(...Array.from({ length: 9 }, (_, mark) => [1, mark] as const));
    await eventually(() => sizes.reduce((sum, size) => sum + size, 0) === 9);
    expect(Math.max(...sizes)).toBe(4);
  });
});

describe('kafkajs traps on the real broker', () => {
  it('trap 2: a bug stops the consumer for good, commits nothing and dead-letters nothing', async () => {
    const { table, send } = await scene();
    const broken = new Recorder(() => {
      throw new TypeError('a bug');
    });
    const runtime = await stage.run(table, broken);
    await send([1, 1]);
    await eventually(() => runtime.health().stopped !== undefined);
    expect(runtime.health().stopped).toContain('a bug');
    expect(stage.letters.filter(({ group }) => group === table.group)).toEqual([]);
    await runtime.stop(1000);
    const mended = new Recorder(() => done());
    await stage.run(table, mended);
    await eventually(() => mended.seen.includes('1:1'));
  });

  it('trap 5: work longer than the session neither evicts the member nor holds other lanes', async () => {
    const { table, send } = await scene({ concurrency: 2 });
    let assignments = 0;
    const recorder = new Recorder(async (name) => {
      if (name === '1:1') await wait(9000);
      return done();
    });
    const runtime = await stage.run(table, recorder);
    await eventually(() => runtime.health().assigned);
    assignments += 1;
    await send([1, 1]);
    await eventually(() => recorder.seen.includes('1:1'));
    await send([2, 1]);
    await eventually(() => recorder.seen.includes('2:1'), { withinMs: 3000 });
    await wait(9500);
    await send([1, 2]);
    await eventually(() => recorder.seen.includes('1:2'));
    // A member that was evicted would have got 1:1 again.
    expect(of(1, recorder.seen)).toEqual(['1:1', '1:2']);
    expect(assignments).toBe(1);
  });

  it('trap 7: a member whose partition was taken over can neither write nor park (law 8)', async () => {
    const { topic, table } = await scene();
    const at = { topic: topic.name, partition: 0 };
    const [mine] = await stage.leases.take(table.group, [at]);
    const [theirs] = await stage.leases.take(table.group, [at]);
    const client = await stage.pool.connect();
    await rejectsWithCode(assertFence(client, mine!), 'LEASE_LOST');
    await expect(assertFence(client, theirs!)).resolves.toBeUndefined();
    client.release();
  });

  it('trap 8: a group without an offset begins at the beginning', async () => {
    const { table, send } = await scene();
    await send([1, 1]);
    const recorder = new Recorder(() => done());
    await stage.run(table, recorder);
    await eventually(() => recorder.seen.includes('1:1'));
    expect(recorder.seen).toEqual(['1:1']);
  });

  it('trap 1: an idle connection sets no timers', async () => {
    const { table } = await scene();
    const runtime = await stage.run(table, new Recorder(() => done()));
    await eventually(() => runtime.health().assigned);
    const original = globalThis.setTimeout;
    let timers = 0;
    const counting = (...args: Parameters<typeof setTimeout>): NodeJS.Timeout => {
      timers += 1;
      return original(...args);
    };
    globalThis.setTimeout = Object.assign(counting, original);
    await wait(1000);
    globalThis.setTimeout = original;
    // Unmended, four idle connections set more than 20,000 a second.
    expect(timers).toBeLessThan(500);
  });

  it('keeps every one of many concurrent sends once and in order', async () => {
    const { topic, table } = await scene();
    const count = 500;
    await Promise.all(
      Array.from({ length: count }, (_, mark) => stage.producer.send([documentRecord(topic, 7, mark)])),
    );
    const recorder = new Recorder(() => done());
    await stage.run(table, recorder);
    await eventually(() => recorder.seen.length >= count);
    expect(recorder.seen).toEqual(Array.from({ length: count }, (_, mark) => `7:${mark}`));
  });

  it('says which existing topic has another number of partitions', async () => {
    const { topic } = await scene();
    const admin = await stage.broker.admin();
    const spec = { name: topic.name, partitions: 4, replicationFactor: 1, config: {} };
    expect(await rejectsWithCode(admin.createTopics([spec]), 'TOPIC_DIFFERS')).toMatchObject({
      name: 'EventingError',
    });
    await admin.close();
  });
});
