import { setTimeout as wait } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { BrokerAdmin, TopicSpec } from '../broker.js';
import { EventingError } from '../errors.js';

/** Only a broker that hangs takes so long; a busy machine may take half a minute. */
const SERVED_WITHIN_MS = 120_000;

/**
 * What brokers say of a topic that was made a moment ago. By text: kafkajs wraps what it does not try again and loses
 * the error’s type.
 */
const YOUNG_TOPIC =
  /does not host this topic-partition|no leader for this topic-partition|not the leader for that topic-partition/;

/** Topics and groups over kafkajs’ admin client. */
export class KafkaAdmin implements BrokerAdmin {
  constructor(private readonly admin: Admin) {}

  async createTopics(topics: readonly TopicSpec[]): Promise<void> {
    const existing = new Set(await this.admin.listTopics());
    const missing = topics.filter(({ name }) => !existing.has(name));
    if (missing.length > 0) {
      await this.admin.createTopics({
        // kafkajs’ own wait gives up where a broker does not know the new topic yet.
        waitForLeaders: false,
        topics: missing.map(({ name, partitions, replicationFactor, config }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor,
          configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
        })),
      });
    }
    await this.#untilServed(missing.map(({ name }) => name));
    await this.#compare(topics.filter(({ name }) => existing.has(name)));
  }

  async deleteTopics(names: readonly string[]): Promise<void> {
    await this.admin.deleteTopics({ topics: [...names] });
  }

  async beginningOffsets(topic: string): Promise<ReadonlyMap<number, bigint>> {
    const offsets = await this.#offsets(topic);
    return new Map(offsets.map(({ partition, low }) => [partition, BigInt(low)]));
  }

  async endOffsets(topic: string): Promise<ReadonlyMap<number, bigint>> {
    const offsets = await this.#offsets(topic);
    return new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]));
  }

  async committed(group: string, topic: string): Promise<ReadonlyMap<number, bigint>> {
    const [found] = await this.admin.fetchOffsets({ groupId: group, topics: [topic] });
    const held = (found?.partitions ?? []).filter(({ offset }) => offset !== '-1');
    return new Map(held.map(({ partition, offset }) => [partition, BigInt(offset)]));
  }

  async offsetsAt(topic: string, time: Date): Promise<ReadonlyMap<number, bigint>> {
    const offsets = await this.admin.fetchTopicOffsetsByTimestamp(topic, time.getTime());
    return new Map(offsets.map(({ partition, offset }) => [partition, BigInt(offset)]));
  }

  async moveTo(group: string, topic: string, positions: ReadonlyMap<number, bigint>): Promise<void> {
    const { groups } = await this.admin.describeGroups([group]);
    if (groups.some(({ members }) => members.length > 0)) {
      throw new EventingError('GROUP_ACTIVE', `${group} has members: stop the service first`);
    }
    const partitions = [...positions].map(([partition, offset]) => ({ partition, offset: String(offset) }));
    await this.admin.setOffsets({ groupId: group, topic, partitions });
  }

  close(): Promise<void> {
    return this.admin.disconnect();
  }

  /** kafkajs asks for half a minute after a topic that is not there. */
  async #offsets(topic: string): ReturnType<Admin['fetchTopicOffsets']> {
    const known = await this.admin.listTopics();
    if (!known.includes(topic)) throw new EventingError('TOPIC_MISSING', `there is no ${topic}`);
    return this.admin.fetchTopicOffsets(topic);
  }

  /**
   * Waits until every partition’s leader serves, so that the first record finds it.
   * @throws EventingError TOPIC_MISSING after two minutes
   */
  async #untilServed(names: readonly string[]): Promise<void> {
    const end = performance.now() + SERVED_WITHIN_MS;
    while (names.length > 0 && !(await this.#areServed(names))) {
      if (performance.now() > end)
        throw new EventingError('TOPIC_MISSING', `${names.join(', ')} not served yet`);
      await wait(100);
    }
  }

  async #areServed(names: readonly string[]): Promise<boolean> {
    try {
      const { topics } = await this.admin.fetchTopicMetadata({ topics: [...names] });
      if (topics.some(({ partitions }) => partitions.some(({ leader }) => leader < 0))) return false;
      // A leader is named before it serves.
      for (const name of names) await this.admin.fetchTopicOffsets(name);
      return true;
    } catch (error) {
      if (error instanceof Error && YOUNG_TOPIC.test(error.message)) return false;
      throw error;
    }
  }

  /** Partition counts are chosen once: another count would move keys and break their order. */
  async #compare(topics: readonly TopicSpec[]): Promise<void> {
    if (topics.length === 0) return;
    const { topics: found } = await this.admin.fetchTopicMetadata({ topics: topics.map(({ name }) => name) });
    for (const { name, partitions } of topics) {
      const actual = found.find((topic) => topic.name === name)?.partitions.length;
      if (actual !== partitions) {
        throw new EventingError('TOPIC_DIFFERS', `${name} has ${actual} partitions, not ${partitions}`);
      }
    }
  }
}
