import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, rejectsWithCode } from '@counterpart/testing';
import {
  partitionName,
  type Broker,
  type BrokerAdmin,
  type Consumption,
  type IncomingRecord,
  type OutgoingRecord,
  type Producer,
  type TopicPartition,
} from '../src/index.js';

/** A broker under test, and the beginning of every name in it. */
export interface BrokerUnderTest {
  readonly broker: Broker;
  readonly prefix: string;
}

/** A member of a group that remembers what it was given. */
interface Member {
  readonly records: IncomingRecord[];
  readonly assignments: (readonly TopicPartition[])[];
  readonly consumption: Consumption;
  values(): readonly (string | undefined)[];
}

type Watching = (records: readonly IncomingRecord[]) => Promise<void> | void;

/** What every adapter of the broker port must do. */
export function brokerBehaviour(kind: string, open: () => Promise<BrokerUnderTest>): void {
  let broker: Broker;
  let producer: Producer;
  let admin: BrokerAdmin;
  let prefix: string;
  const topics: string[] = [];
  const members: Member[] = [];

  beforeAll(async () => {
    ({ broker, prefix } = await open());
    [producer, admin] = [await broker.producer(), await broker.admin()];
  });
  afterAll(async () => {
    await Promise.all(members.map(({ consumption }) => consumption.stop()));
    await producer.close();
    await admin.deleteTopics(topics);
    await admin.close();
  });

  const topic = async (partitions = 3): Promise<string> => {
    const made = `${prefix}.behaviour-${topics.length}.v1`;
    await admin.createTopics([{ name: made, partitions, replicationFactor: 1, config: {} }]);
    topics.push(made);
    return made;
  };
  const group = (): string => `${prefix}-${randomUUID().slice(0, 8)}`;
  const send = (to: string, key: string | null, ...values: readonly string[]): Promise<void> =>
    producer.send(values.map((value) => ({ topic: to, key, value: Buffer.from(value) })));
  const join = async (
    of: string,
    on: readonly string[],
    watch: Watching = () => undefined,
  ): Promise<Member> => {
    const records: IncomingRecord[] = [];
    const assignments: (readonly TopicPartition[])[] = [];
    const consumption = await broker.consume({
      group: of,
      topics: on,
      onRecords: async (batch) => {
        records.push(...batch);
        await watch(batch);
      },
      onAssigned: (assignment) => Promise.resolve(void assignments.push(assignment)),
      onCrashed: (error) => expect.unreachable(error.message),
    });
    const values = () => records.map(({ value }) => value?.toString());
    const member = { records, assignments, consumption, values };
    members.push(member);
    return member;
  };
  /** Commits everything that a member was given. */
  const commitAll = ({ records, consumption }: Member): Promise<boolean> => {
    const last = new Map(records.map((record) => [partitionName(record), record]));
    return consumption.commit(
      [...last.values()].map(({ topic: of, partition, offset }) => ({
        topic: of,
        partition,
        offset: offset + 1n,
      })),
    );
  };

  /** Another group’s member on a topic: what it was given others might have been given, too. */
  const witnessOf = async (at: string): Promise<(records: number) => Promise<unknown>> => {
    const { records } = await join(group(), [at]);
    return (count) => eventually(() => records.length >= count);
  };

  describe(`the ${kind} broker`, () => {
    it('hands over what was written: key, value, headers, place and time', async () => {
      const at = await topic();
      const before = Date.now();
      const headers = { traceparent: '00-1', 'ce-type': 'Ümläut 𝄞' };
      await producer.send([{ topic: at, key: 'hartwell/5', value: Buffer.from([0, 255, 128]), headers }]);
      const { records } = await join(group(), [at]);
      await eventually(() => records.length === 1);
      expect(records[0]).toMatchObject({ topic: at, key: 'hartwell/5', offset: 0n, headers });
      expect(records[0]?.value).toEqual(Buffer.from([0, 255, 128]));
      expect(records[0]?.timestamp).toBeGreaterThanOrEqual(before - 1000);
      expect(records[0]?.timestamp).toBeLessThanOrEqual(Date.now() + 1000);
    });

    it('tells no value, an empty one and a large binary one apart', async () => {
      const at = await topic(1);
      const large = Buffer.alloc(900_000, 7);
      const values = [null, Buffer.alloc(0), large];
      for (const value of values) await producer.send([{ topic: at, key: 'k', value }]);
      await producer.send([{ topic: at, key: null, value: Buffer.from('keyless') }]);
      const { records } = await join(group(), [at]);
      await eventually(() => records.length === 4);
      expect(records.map(({ value }) => value?.length ?? null)).toEqual([null, 0, 900_000, 7]);
      expect(records[2]?.value?.equals(large)).toBe(true);
      expect(records.map(({ key }) => key)).toEqual(['k', 'k', 'k', null]);
    });

    it('keeps a key’s records in one partition and in order, for whatever keys', async () => {
      const at = await topic();
      const keys = fc.sample(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), {
        numRuns: 40,
        seed: 7,
      });
      const distinct = [...new Set(keys)];
      const written = [1, 2, 3].flatMap((mark) => distinct.map((key) => ({ key, mark })));
      await producer.send(
        written.map(({ key, mark }): OutgoingRecord => ({
          topic: at,
          key,
          value: Buffer.from(String(mark)),
        })),
      );
      const { records } = await join(group(), [at]);
      await eventually(() => records.length === written.length);
      for (const key of distinct) {
        const its = records.filter((record) => record.key === key);
        expect(its.map(({ value }) => value?.toString())).toEqual(['1', '2', '3']);
        expect(new Set(its.map(({ partition }) => partition)).size).toBe(1);
      }
      expect(new Set(records.map(({ partition }) => partition)).size).toBe(3);
    });

    it('puts a key where Kafka’s own clients put it', async () => {
      const at = await topic(64);
      // Utils.murmur2 of Apache Kafka (UtilsTest.java), masked to 31 bits, modulo 64.
      const vectors = [
        ['21', -973932308],
        ['foobar', -790332482],
        ['a-little-bit-long-string', -985981536],
        ['a-little-bit-longer-string', -1486304829],
        ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
      ] as const;
      for (const [key] of vectors) await send(at, key, 'x');
      const { records } = await join(group(), [at]);
      await eventually(() => records.length === vectors.length);
      for (const [key, hash] of vectors) {
        expect(records.find((record) => record.key === key)?.partition).toBe((hash & 0x7fff_ffff) % 64);
      }
    });

    it('keeps many concurrent sends once each and in the order of the calls', async () => {
      const at = await topic();
      const marks = Array.from({ length: 400 }, (_, mark) => String(mark));
      await Promise.all(marks.map((mark) => send(at, 'one', mark)));
      const member = await join(group(), [at]);
      await eventually(() => member.records.length >= marks.length);
      expect(member.values()).toEqual(marks);
    });

    it('takes more at once for one key than fits into a request, in order', async () => {
      const at = await topic();
      const sent = Array.from({ length: 700 }, (_, number) => `${number} `.padEnd(4000, '.'));
      await send(at, 'hartwell/5', ...sent);
      const { values } = await join(group(), [at]);
      await eventually(() => values().length >= sent.length);
      expect(values()).toEqual(sent);
    });

    it('begins a new group at the beginning', async () => {
      const at = await topic(1);
      await send(at, 'k', 'old');
      const member = await join(group(), [at]);
      await eventually(() => member.records.length === 1);
      await send(at, 'k', 'new');
      await eventually(() => member.records.length === 2);
      expect(member.values()).toEqual(['old', 'new']);
    });

    it('goes on at what was committed: what was not comes again', async () => {
      const at = await topic(1);
      const of = group();
      await send(at, 'k', 'a', 'b', 'c');
      const first = await join(of, [at]);
      await eventually(() => first.records.length === 3);
      expect(await first.consumption.commit([{ topic: at, partition: 0, offset: 1n }])).toBe(true);
      expect(await admin.committed(of, at)).toEqual(new Map([[0, 1n]]));
      await first.consumption.stop();
      const second = await join(of, [at]);
      await eventually(() => second.records.length === 2);
      expect(second.values()).toEqual(['b', 'c']);
      expect(second.records[0]?.offset).toBe(1n);
    });

    it('gives every group all records', async () => {
      const at = await topic();
      const [one, two] = [await join(group(), [at]), await join(group(), [at])];
      await send(at, 'k', 'a', 'b');
      await eventually(() => one.records.length === 2 && two.records.length === 2);
      expect(one.values()).toEqual(two.values());
    });

    it('shares partitions among members, and hands them over when one leaves', async () => {
      const at = await topic(4);
      const of = group();
      const one = await join(of, [at]);
      const two = await join(of, [at]);
      const owned = () => [one, two].map(({ consumption }) => consumption.assignment().map(partitionName));
      await eventually(() => owned().every((names) => names.length === 2));
      expect(new Set(owned().flat()).size).toBe(4);
      const keys = Array.from({ length: 40 }, (_, index) => `key-${index}`);
      for (const key of keys) await send(at, key, key);
      const received = () => new Set([...one.values(), ...two.values()]);
      await eventually(() => received().size === keys.length);
      expect(one.records.length).toBeGreaterThan(0);
      expect(two.records.length).toBeGreaterThan(0);
      await commitAll(one);
      await commitAll(two);
      await one.consumption.stop();
      await eventually(() => two.consumption.assignment().length === 4);
      const before = two.records.length;
      for (const key of keys) await send(at, key, `again ${key}`);
      await eventually(() => two.records.length >= before + keys.length);
      expect(new Set(two.values().slice(before))).toEqual(new Set(keys.map((key) => `again ${key}`)));
    });

    it('hands over no record before its assignment has been taken', async () => {
      const at = await topic(1);
      const saw = await witnessOf(at);
      await send(at, 'k', 'a');
      const order: string[] = [];
      const consumption = await broker.consume({
        group: group(),
        topics: [at],
        onAssigned: async () => {
          await send(at, 'k', 'b');
          await saw(2);
          order.push('assigned');
        },
        onRecords: () => Promise.resolve(void order.push('records')),
        onCrashed: (error) => expect.unreachable(error.message),
      });
      await eventually(() => order.includes('records'));
      expect(order.slice(0, 2)).toEqual(['assigned', 'records']);
      await consumption.stop();
    });

    it('brings what nobody wants as well as what is wanted, however long nothing was', async () => {
      const at = await topic(1);
      const saw = await witnessOf(at);
      const found: string[] = [];
      const consumption = await broker.consume({
        group: group(),
        topics: [at],
        onAssigned: () => Promise.resolve(),
        onRecords: (batch) => Promise.resolve(void found.push(...batch.map(({ value }) => String(value)))),
        wants: ({ value }) => String(value) === 'wanted',
        onCrashed: (error) => expect.unreachable(error.message),
      });
      const sent = [...Array.from({ length: 12 }, (_, place) => `other ${place}`), 'wanted', 'other again'];
      for (const [place, value] of sent.entries()) {
        await send(at, 'k', value);
        // What comes next comes by another fetch.
        await saw(place + 1);
      }
      await eventually(() => found.length === sent.length);
      expect(found).toEqual(sent);
      await consumption.stop();
    });

    it('waits with the next records of a partition until the last were taken', async () => {
      const at = await topic(1);
      const saw = await witnessOf(at);
      let [running, most] = [0, 0];
      const member = await join(group(), [at], async () => {
        most = Math.max(most, (running += 1));
        await saw(4);
        running -= 1;
      });
      for (const mark of ['a', 'b', 'c', 'd']) await send(at, 'k', mark);
      await eventually(() => member.records.length === 4);
      expect(member.values()).toEqual(['a', 'b', 'c', 'd']);
      expect(most).toBe(1);
    });

    it('pauses one partition, lets others flow, and loses nothing', async () => {
      const at = await topic(3);
      const member = await join(group(), [at]);
      await eventually(() => member.assignments.length > 0);
      await send(at, 'k', 'a');
      await eventually(() => member.records.length === 1);
      const partition = member.records[0]?.partition ?? -1;
      member.consumption.pause([{ topic: at, partition }]);
      await send(at, 'k', 'b');
      const other = ['x', 'y', 'z', 'w', 'v'];
      for (const key of other) await send(at, key, key);
      const elsewhere = () => member.records.some((record) => record.partition !== partition);
      await eventually(elsewhere);
      expect(member.values()).not.toContain('b');
      member.consumption.resume([{ topic: at, partition }]);
      await eventually(() => member.records.length === 7);
      expect(member.values().filter((value) => value === 'b')).toHaveLength(1);
    });

    it('keeps paused what went to another member and came back, until it is resumed', async () => {
      const at = await topic(3);
      const of = group();
      const member = await join(of, [at]);
      const owns = (count: number): Promise<unknown> =>
        eventually(() => member.consumption.assignment().length === count);
      await owns(3);
      const all = member.consumption.assignment();
      member.consumption.pause(all);
      const other = await join(of, [at]);
      await eventually(() => other.consumption.assignment().length > 0);
      await other.consumption.stop();
      await owns(3);
      const saw = await witnessOf(at);
      for (const key of ['hartwell/5', 'stone/5', 'reyes/5']) await send(at, key, key);
      await saw(3);
      expect(member.values()).toEqual([]);
      member.consumption.resume(all);
      await eventually(() => member.records.length === 3);
    });

    it('refuses a commit for a partition that is not its own, and changes nothing', async () => {
      const at = await topic(1);
      const of = group();
      await send(at, 'k', 'a');
      const member = await join(of, [at]);
      await eventually(() => member.records.length === 1);
      expect(await member.consumption.commit([{ topic: at, partition: 7, offset: 1n }])).toBe(false);
      expect(await member.consumption.commit([])).toBe(false);
      expect(await admin.committed(of, at)).toEqual(new Map());
      await member.consumption.stop();
      expect(await commitAll(member)).toBe(false);
      expect(await admin.committed(of, at)).toEqual(new Map());
    });

    it('hands over nothing once it has stopped', async () => {
      const at = await topic(1);
      const member = await join(group(), [at]);
      const saw = await witnessOf(at);
      await eventually(() => member.assignments.length > 0);
      await member.consumption.stop();
      await send(at, 'k', 'late');
      await saw(1);
      expect(member.records).toEqual([]);
    });

    it('reads several topics as one group', async () => {
      const [left, right] = [await topic(2), await topic(2)];
      const member = await join(group(), [left, right]);
      await send(left, 'k', 'left');
      await send(right, 'k', 'right');
      await eventually(() => member.records.length === 2);
      expect(new Set(member.values())).toEqual(new Set(['left', 'right']));
    });

    it('makes a topic once, and says where one differs', async () => {
      const at = await topic(2);
      const spec = { name: at, partitions: 2, replicationFactor: 1, config: {} };
      await admin.createTopics([spec]);
      await rejectsWithCode(admin.createTopics([{ ...spec, partitions: 5 }]), 'TOPIC_DIFFERS');
      expect(await admin.endOffsets(at)).toEqual(
        new Map([
          [0, 0n],
          [1, 0n],
        ]),
      );
      await send(at, 'k', 'a', 'b');
      const ends = await admin.endOffsets(at);
      expect([...ends.values()].reduce((sum, end) => sum + end, 0n)).toBe(2n);
    });

    it('refuses to consume a topic that is not there, and does not make it by accident', async () => {
      const missing = `${prefix}.missing.v1`;
      for (const _ of ['once', 'and again']) await rejectsWithCode(join(group(), [missing]), 'TOPIC_MISSING');
      await admin.createTopics([{ name: missing, partitions: 1, replicationFactor: 1, config: {} }]);
      topics.push(missing);
      await send(missing, 'k', 'a');
      const member = await join(group(), [missing]);
      await eventually(() => member.records.length === 1);
      expect(member.values()).toEqual(['a']);
    });

    it('crashes loudly where taking records fails, and the records come again', async () => {
      const at = await topic(1);
      const of = group();
      const crashed = Promise.withResolvers<Error>();
      await send(at, 'k', 'a');
      const consumption = await broker.consume({
        group: of,
        topics: [at],
        onAssigned: () => Promise.resolve(),
        onRecords: () => Promise.reject(new TypeError('a bug')),
        onCrashed: crashed.resolve,
      });
      expect(await crashed.promise).toMatchObject({ code: 'CONSUMER_CRASHED' });
      await consumption.stop();
      const next = await join(of, [at]);
      await eventually(() => next.values().includes('a'));
    });
  });
}
