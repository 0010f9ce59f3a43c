import type { Admin } from 'kafkajs';
import type { BrokerAdmin, TopicSpec } from '../broker.js';
import { EventingError } from '../errors.js';

/** Topics and groups over kafkajs’ admin client. */
export class KafkaAdmin implements BrokerAdmin {
  constructor(private readonly admin: Admin) {}

  async createTopics(topics: readonly TopicSpec[]): Promise<void> {
    const existing = new Set(await this.admin.listTopics());
    const missing = topics.filter(({ name }) => !existing.has(name));
    if (missing.length > 0) {
      await this.admin.createTopics({
        waitForLeaders: true,
        topics: missing.map(({ name, partitions, replicationFactor, config }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor,
          configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
        })),
      });
    }
    await this.#compare(topics.filter(({ name }) => existing.has(name)));
  }

  async deleteTopics(names: readonly string[]): Promise<void> {
    await this.admin.deleteTopics({ topics: [...names] });
  }

  async endOffsets(topic: string): Promise<ReadonlyMap<number, bigint>> {
    const offsets = await this.admin.fetchTopicOffsets(topic);
    return new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]));
  }

  async committed(group: string, topic: string): Promise<ReadonlyMap<number, bigint>> {
    const [found] = await this.admin.fetchOffsets({ groupId: group, topics: [topic] });
    const held = (found?.partitions ?? []).filter(({ offset }) => offset !== '-1');
    return new Map(held.map(({ partition, offset }) => [partition, BigInt(offset)]));
  }

  close(): Promise<void> {
    return this.admin.disconnect();
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
