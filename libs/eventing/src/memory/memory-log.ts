import type { IncomingRecord, OutgoingRecord, TopicSpec } from '../broker.js';
import { EventingError, InfrastructureUnavailable } from '../errors.js';
import { partitionOf } from './murmur2.js';

/** What is written, topic by topic; readers are woken at each write. */
export class MemoryLog {
  readonly #topics = new Map<string, IncomingRecord[][]>();
  readonly #readers = new Set<() => void>();
  #keyless = 0;

  /** @throws EventingError TOPIC_DIFFERS */
  create({ name, partitions }: TopicSpec): void {
    const existing = this.#topics.get(name);
    if (existing === undefined) {
      this.#topics.set(
        name,
        Array.from({ length: partitions }, () => []),
      );
    } else if (existing.length !== partitions) {
      throw new EventingError(
        'TOPIC_DIFFERS',
        `${name} has ${existing.length} partitions, not ${partitions}`,
      );
    }
  }

  has(name: string): boolean {
    return this.#topics.has(name);
  }

  delete(name: string): void {
    this.#topics.delete(name);
  }

  /** @throws InfrastructureUnavailable where a topic does not exist; then nothing is written */
  append(records: readonly OutgoingRecord[]): void {
    const places = records.map((record) => this.#place(record));
    for (const [index, { topic, key, value, headers = {} }] of records.entries()) {
      const { partition, log } = places[index] ?? missing(topic);
      const offset = BigInt(log.length);
      log.push({ topic, partition, offset, key, value, headers: { ...headers }, timestamp: Date.now() });
    }
    for (const wake of this.#readers) wake();
  }

  /** The partitions of a topic, each with its records by offset. @throws InfrastructureUnavailable */
  partitions(topic: string): readonly (readonly IncomingRecord[])[] {
    return this.#topics.get(topic) ?? missing(topic);
  }

  /** Calls at each write, until the returned function is called. */
  onWrite(wake: () => void): () => void {
    this.#readers.add(wake);
    return () => this.#readers.delete(wake);
  }

  #place({ topic, key }: OutgoingRecord): { readonly partition: number; readonly log: IncomingRecord[] } {
    const logs = this.#topics.get(topic) ?? missing(topic);
    if (key === null) this.#keyless += 1;
    const partition = key === null ? this.#keyless % logs.length : partitionOf(key, logs.length);
    return { partition, log: logs[partition] ?? missing(topic) };
  }
}

function missing(topic: string): never {
  throw new InfrastructureUnavailable(`topic ${topic}`);
}
