import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, rejectsWithCode } from '@counterpart/testing';
import {
  readToEnd,
  type Broker,
  type BrokerAdmin,
  type IncomingRecord,
  type Producer,
} from '../src/index.js';
import { openBroker } from './stage.js';

describe.each(['memory', 'kafka'] as const)('reading topics to their end: %s', (kind) => {
  let broker: Broker;
  let admin: BrokerAdmin;
  let producer: Producer;
  let prefix: string;
  const topics: string[] = [];
  beforeAll(async () => {
    ({ broker, prefix } = await openBroker(kind));
    [producer, admin] = [await broker.producer(), await broker.admin()];
  });
  afterAll(async () => {
    await producer.close();
    await admin.deleteTopics(topics);
    await admin.close();
  });

  const topic = async (partitions: number): Promise<string> => {
    const name = `${prefix}.read-${randomUUID().slice(0, 8)}.v1`;
    await admin.createTopics([{ name, partitions, replicationFactor: 1, config: {} }]);
    topics.push(name);
    return name;
  };
  const send = (to: string, count: number): Promise<void> =>
    producer.send(
      Array.from({ length: count }, (_, index) => ({
        topic: to,
        key: `k${index % 7}`,
        value: Buffer.from(String(index)),
      })),
    );
  const read = async (...names: readonly string[]): Promise<readonly IncomingRecord[]> => {
    const found: IncomingRecord[] = [];
    await readToEnd(broker, names, (records) => {
      found.push(...records);
      return Promise.resolve();
    });
    return found;
  };

  it('gives every record once, each partition in its order, and comes to an end', async () => {
    const [one, two] = [await topic(3), await topic(1)];
    await send(one, 500);
    await send(two, 20);
    const records = await read(one, two);
    expect(records).toHaveLength(520);
    for (const [, own] of Map.groupBy(records, (record) => `${record.topic}/${record.partition}`)) {
      expect(own.map(({ offset }) => offset)).toEqual(own.map((_, index) => BigInt(index)));
    }
    expect(await read(one)).toHaveLength(500);
  });

  it('reads nothing of an empty topic, and leaves no committed offset behind', async () => {
    expect(await read(await topic(2))).toEqual([]);
    expect(await read()).toEqual([]);
  });

  it('takes one batch at a time', async () => {
    const name = await topic(4);
    await send(name, 200);
    let [now, most] = [0, 0];
    await readToEnd(broker, [name], async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
    });
    expect(most).toBe(1);
  });

  it('fails as its reader fails, and where a topic is not there', async () => {
    const name = await topic(1);
    await send(name, 5);
    await expect(readToEnd(broker, [name], () => Promise.reject(new Error('full')))).rejects.toThrow('full');
    await rejectsWithCode(read(`${prefix}.nowhere.v1`), 'TOPIC_MISSING');
  });

  it('moves a group that has no members, and none that has', async () => {
    const [name, group] = [await topic(1), `${prefix}-${randomUUID().slice(0, 8)}`];
    await send(name, 10);
    await admin.moveTo(group, name, new Map([[0, 6n]]));
    expect(await admin.committed(group, name)).toEqual(new Map([[0, 6n]]));
    const found: IncomingRecord[] = [];
    const member = await broker.consume({
      group,
      topics: [name],
      onAssigned: () => Promise.resolve(),
      onRecords: async (records) => void found.push(...records),
      onCrashed: () => undefined,
    });
    await eventually(() => found.length === 4);
    await rejectsWithCode(admin.moveTo(group, name, new Map([[0, 0n]])), 'GROUP_ACTIVE');
    await member.stop();
  });

  it('tells where a time is on a topic', async () => {
    const name = await topic(1);
    await send(name, 3);
    expect(await admin.offsetsAt(name, new Date(0))).toEqual(new Map([[0, 0n]]));
    expect(await admin.offsetsAt(name, new Date(Date.now() + 60_000))).toEqual(new Map([[0, 3n]]));
  });
});
