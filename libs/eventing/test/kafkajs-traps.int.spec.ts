import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CompressionTypes, Kafka, logLevel } from 'kafkajs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '@counterpart/testing';
import { FirmId } from '@counterpart/contracts';
import {
  done,
  on,
  consumer,
  KafkaBroker,
  partitionName,
  type Broker,
  type Consumption,
  type IncomingRecord,
  type Verdict,
} from '../src/index.js';
import { KafkaConsumption } from '../src/kafka/kafka-consumption.js';
import { of, Recorder, scene } from './scene.js';
import { documentRecord, openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage('kafka');
});
afterAll(() => stage.close());

/** kafkajs itself, for what another program could do to our topics. */
const stranger = (): Kafka => new Kafka({ brokers: [...stage.brokers], logLevel: logLevel.NOTHING });

/** A bare member of a group. */
async function member(group: string, topics: readonly string[], onRecords?: () => Promise<void>) {
  const records: IncomingRecord[] = [];
  const crashes: Error[] = [];
  const consumption = await stage.broker.consume({
    group,
    topics,
    onAssigned: () => Promise.resolve(),
    onRecords: async (batch) => {
      records.push(...batch);
      await onRecords?.();
    },
    onCrashed: (error) => crashes.push(error),
  });
  return { records, crashes, consumption };
}

const owned = ({ consumption }: { readonly consumption: Consumption }): readonly string[] =>
  consumption.assignment().map(partitionName);

describe('kafkajs traps on the real broker', () => {
  it('trap 5: work longer than the session neither evicts the member nor holds other lanes', async () => {
    const { table, send } = await scene(stage, { concurrency: 2 });
    const working = Promise.withResolvers<Verdict>();
    const recorder = new Recorder((name) => (name === '1:1' ? working.promise : done()));
    const sessionTimeoutMs = 10_000;
    const broker = new KafkaBroker({ brokers: stage.brokers, clientId: table.group, sessionTimeoutMs });
    const runtime = await stage.run(table, recorder, { broker });
    await eventually(() => runtime.health().assigned);
    await send([1, 1]);
    await eventually(() => recorder.seen.includes('1:1'));
    await send([2, 1]);
    await eventually(() => recorder.seen.includes('2:1'));
    await wait(sessionTimeoutMs * 1.2);
    working.resolve(done());
    await send([1, 2]);
    await eventually(() => recorder.seen.includes('1:2'));
    // A member that was evicted would have got 1:1 again.
    expect(of(1, recorder.seen)).toEqual(['1:1', '1:2']);
  });

  it('trap 8: a group without an offset begins at the beginning', async () => {
    const { table, send } = await scene(stage);
    await send([1, 1]);
    const recorder = new Recorder(() => done());
    await stage.run(table, recorder);
    await eventually(() => recorder.seen.includes('1:1'));
    expect(recorder.seen).toEqual(['1:1']);
  });

  it('trap 1: an idle connection sets no timers', async () => {
    const { table } = await scene(stage);
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

  it('trap 6: members with different topic sets, as in a rolling deploy, lose nothing', async () => {
    const [before, after] = [await stage.topic(), await stage.topic()];
    const group = stage.group();
    const old = await stage.run(
      consumer({ group, rows: [on(before, 'DocumentTrashed', Recorder)] }),
      new Recorder(() => done()),
    );
    const recorder = new Recorder(() => done());
    const rows = [before, after].map((topic) => on(topic, 'DocumentTrashed', Recorder));
    await stage.run(consumer({ group, rows }), recorder);
    await stage.producer.send([documentRecord(after, 1, 1), documentRecord(after, 2, 1)]);
    await old.stop(1000);
    await eventually(() => recorder.seen.length === 2);
    expect(recorder.seen.toSorted()).toEqual(['1:1', '2:1']);
  });

  it('trap 8: an offset that the log does not have means repetition, never a gap', async () => {
    const { topic, table, send } = await scene(stage);
    await send([1, 1], [1, 2]);
    const admin = stranger().admin();
    const partitions = [0, 1, 2].map((partition) => ({ partition, offset: '1000' }));
    await admin.setOffsets({ groupId: table.group, topic: topic.name, partitions });
    await admin.disconnect();
    const recorder = new Recorder(() => done());
    await stage.run(table, recorder);
    await eventually(() => recorder.seen.length >= 2);
    expect(recorder.seen).toEqual(['1:1', '1:2']);
  });

  it('trap 9: a member that stops while its client is restarting stays away from the group', async () => {
    const topic = await stage.topic();
    const group = stage.group();
    await stage.producer.send([documentRecord(topic, 1, 1)]);
    const failing = await member(group, [topic.name], () => Promise.reject(new Error('comes again')));
    await eventually(() => failing.records.length > 0);
    await failing.consumption.stop();
    const before = failing.records.length;
    const next = await member(group, [topic.name]);
    await eventually(() => owned(next).length === 3 && next.records.length === 1);
    await wait(3000);
    expect(owned(next)).toHaveLength(3);
    expect(failing.records).toHaveLength(before);
    await next.consumption.stop();
  });

  it('trap 10: leaving does not wait for ever for what runs', async () => {
    const topic = await stage.topic();
    await stage.producer.send([documentRecord(topic, 1, 1)]);
    const hanging = Promise.withResolvers<void>();
    const stuck = await member(stage.group(), [topic.name], () => hanging.promise);
    await eventually(() => stuck.records.length === 1);
    await expect(stuck.consumption.stop()).resolves.toBeUndefined();
    hanging.resolve();
  });

  it('traps 12 and 15: reads what a stranger compressed by gzip, and the last of doubled headers', async () => {
    const topic = await stage.topic();
    const producer = stranger().producer();
    await producer.connect();
    const headers = { doubled: ['first', 'last'], 'ce-type': 'plain' };
    const messages = [{ key: 'k', value: 'zipped', headers }];
    await producer.send({ topic: topic.name, compression: CompressionTypes.GZIP, messages });
    await producer.disconnect();
    const reader = await member(stage.group(), [topic.name]);
    await eventually(() => reader.records.length === 1);
    expect(reader.records[0]?.value?.toString()).toBe('zipped');
    expect(reader.records[0]?.headers).toEqual({ doubled: 'last', 'ce-type': 'plain' });
    await reader.consumption.stop();
  });

  it('trap 12: a compression that cannot be read stops the consumer loudly and commits nothing', async () => {
    const name = `${stage.group()}.packed.v1`;
    const admin = await stage.broker.admin();
    const config = { 'compression.type': 'zstd' };
    await admin.createTopics([{ name, partitions: 1, replicationFactor: 1, config }]);
    // Its own producer: kafkajs asks for every topic that it ever wrote, and a deleted one fails them all.
    const producer = await stage.broker.producer();
    await producer.send([{ topic: name, key: 'k', value: Buffer.alloc(1000) }]);
    await producer.close();
    const group = stage.group();
    const reader = await member(group, [name]);
    const crash = await eventually(() => reader.crashes[0]);
    expect(crash).toMatchObject({ code: 'CONSUMER_CRASHED' });
    expect(await admin.committed(group, name)).toEqual(new Map());
    await reader.consumption.stop();
    await admin.deleteTopics([name]);
    await admin.close();
  });
});

describe('a client that crashes and comes back', () => {
  /** The broker with a client that, told to, crashes at the next record and starts anew by itself. */
  const crashing = () => {
    const state = { dies: false, assignments: 0 };
    const broker: Broker = {
      producer: () => stage.broker.producer(),
      admin: () => stage.broker.admin(),
      consume: (options) =>
        stage.broker.consume({
          ...options,
          onAssigned: (assignment) => {
            state.assignments += 1;
            return options.onAssigned(assignment);
          },
          onRecords: (records) => {
            if (!state.dies) return options.onRecords(records);
            state.dies = false;
            const crash = { name: 'KafkaJSNoBrokerAvailableError', retriable: true };
            return Promise.reject(Object.assign(new Error('no broker'), crash));
          },
        }),
    };
    return { state, broker };
  };

  it('knows of no pause, and takes no more in than before', async () => {
    const { topic, table, send } = await scene(stage, { concurrency: 2 });
    const hanging = Promise.withResolvers<Verdict>();
    const recorder = new Recorder((name) => (name.startsWith('1:') ? hanging.promise : done()));
    const { state, broker } = crashing();
    const runtime = await stage.run(table, recorder, { broker });
    await send(...Array.from({ length: 100 }, (_, mark) => [1, mark] as const));
    await eventually(() => runtime.health().inFlight === 100);
    state.dies = true;
    await stage.producer.send([documentRecord(topic, 2, 1, FirmId.parse('stone'))]);
    await eventually(() => state.assignments === 2 && recorder.seen.includes('2:1'));
    for (let wave = 1; wave <= 6; wave += 1) {
      await send(...Array.from({ length: 100 }, (_, mark) => [1, wave * 100 + mark] as const));
      await wait(300);
    }
    expect(runtime.health().inFlight).toBeLessThanOrEqual(201);
    hanging.resolve(done());
    await eventually(() => of(1, recorder.seen).length === 700);
  });

  it('may be told to pause and to resume while it is away', () => {
    const options = {
      group: stage.group(),
      topics: ['t'],
      onAssigned: () => Promise.resolve(),
      onRecords: () => Promise.resolve(),
      onCrashed: () => undefined,
    };
    const away = new KafkaConsumption(stranger(), options, {});
    const at = [{ topic: 't', partition: 0 }];
    expect(() => away.pause(at)).not.toThrow();
    expect(() => away.resume(at)).not.toThrow();
  });
});

describe('kill -9 of a consumer', () => {
  const start = (...args: readonly string[]): ChildProcess => {
    const program = fileURLToPath(new URL('mortal-consumer.ts', import.meta.url));
    return spawn(process.execPath, [program, stage.brokers.join(','), stage.databaseUrl, ...args], {
      stdio: 'inherit',
    });
  };
  const effects = async (): Promise<readonly string[]> => {
    const { rows } = await stage.pool.query<{ effect: string }>(
      `select document || ':' || mark as effect from effects order by number`,
    );
    return rows.map(({ effect }) => effect);
  };

  it('between effect and commit: the effect comes again, nothing is skipped, order stands', async () => {
    await stage.pool.query(
      'create table effects(number bigint generated always as identity, document text, mark text)',
    );
    const { topic, table, send } = await scene(stage);
    await send([1, 1], [1, 2], [1, 3], [1, 4]);
    const mortal = start(topic.name, table.group, '3');
    const [, signal] = await once(mortal, 'exit');
    expect(signal).toBe('SIGKILL');
    const heir = start(topic.name, table.group, 'never');
    await eventually(async () => (await effects()).includes('1:4'), { withinMs: 90_000 });
    heir.kill('SIGKILL');
    await once(heir, 'exit');
    const seen = await effects();
    const [first, second] = [seen.slice(0, 3), seen.slice(3)];
    expect(first).toEqual(['1:1', '1:2', '1:3']);
    // From the watermark on, which is at the latest before the one it died in.
    expect(['1:1', '1:2', '1:3', '1:4'].slice(-second.length)).toEqual(second);
    expect(second).toContain('1:3');
  }, 180_000);
});
