import type { Broker, BrokerAdmin, ConsumeOptions, Consumption, Producer } from '../broker.js';
import { EventingError, InfrastructureUnavailable } from '../errors.js';
import { MemoryConsumption } from './memory-consumption.js';
import { MemoryGroup } from './memory-group.js';
import { MemoryLog } from './memory-log.js';

/**
 * A broker inside the process, for tests: the partitions, groups and redelivery of Kafka, none of its time. Kept
 * honest by the behaviour suite that real Kafka passes too.
 */
export class MemoryBroker implements Broker {
  readonly #log = new MemoryLog();
  readonly #groups = new Map<string, MemoryGroup>();

  producer(): Promise<Producer> {
    let closed = false;
    const send: Producer['send'] = async (records) => {
      if (closed) throw new InfrastructureUnavailable('producer');
      this.#log.append(records);
    };
    return Promise.resolve({ send, close: () => Promise.resolve(void (closed = true)) });
  }

  consume(options: ConsumeOptions): Promise<Consumption> {
    for (const topic of options.topics) {
      if (!this.#log.has(topic)) {
        return Promise.reject(
          new EventingError('TOPIC_MISSING', `there is no ${topic}: make the topics first`),
        );
      }
    }
    const group = this.#group(options.group);
    const member = new MemoryConsumption(this.#log, group, options);
    group.join(member);
    return Promise.resolve(member);
  }

  admin(): Promise<BrokerAdmin> {
    return Promise.resolve({
      createTopics: async (topics) => topics.forEach((topic) => this.#log.create(topic)),
      deleteTopics: async (names) => names.forEach((name) => this.#log.delete(name)),
      beginningOffsets: async (topic) =>
        new Map(this.#partitions(topic).map((_, partition) => [partition, 0n])),
      endOffsets: async (topic) =>
        new Map(this.#partitions(topic).map((records, partition) => [partition, BigInt(records.length)])),
      committed: async (group, topic) => {
        const positions = this.#log.partitions(topic).map((_, partition) => {
          const offset = this.#group(group).committed({ topic, partition });
          return offset === undefined ? [] : [[partition, offset] as const];
        });
        return new Map(positions.flat());
      },
      offsetsAt: async (topic, time) =>
        new Map(
          this.#partitions(topic).map((records, partition) => {
            const found = records.findIndex(({ timestamp }) => timestamp >= time.getTime());
            return [partition, BigInt(found === -1 ? records.length : found)];
          }),
        ),
      moveTo: async (group, topic, positions) =>
        this.#group(group).moveTo(
          [...positions].map(([partition, offset]) => ({ topic, partition, offset })),
        ),
      close: () => Promise.resolve(),
    });
  }

  #partitions(topic: string): ReturnType<MemoryLog['partitions']> {
    if (!this.#log.has(topic)) throw new EventingError('TOPIC_MISSING', `there is no ${topic}`);
    return this.#log.partitions(topic);
  }

  #group(name: string): MemoryGroup {
    const group = this.#groups.get(name) ?? new MemoryGroup();
    this.#groups.set(name, group);
    return group;
  }
}
