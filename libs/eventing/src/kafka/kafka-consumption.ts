import { setTimeout as wait } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import {
  partitionName,
  type ConsumeOptions,
  type Consumption,
  type IncomingRecord,
  type Position,
  type TopicPartition,
} from '../broker.js';
import { EventingError } from '../errors.js';
import type { KafkaOptions } from './kafka-options.js';

/** Longest wait for kafkajs to leave the group: its disconnect has no limit of its own. */
const LEAVE_MS = 5000;

/** So few records of one fetch that the next waits a moment, in milliseconds, before it is asked for. */
const FEW = 100;
const GATHER_MS = 20;

/** How long nothing of what came was wanted, and how long the next fetch waits then: most groups look on, most of the time. */
const UNWANTED_MS = 1000;
const LOOK_ON_MS = 100;

/** A member of a consumer group over kafkajs. */
export class KafkaConsumption implements Consumption {
  readonly #consumer: Consumer;
  #assignment: readonly TopicPartition[] = [];
  #ready: Promise<void> = Promise.resolve();
  #stopped = false;
  /** Whether kafkajs has a group: it has none before it joins, and none between a crash and its restart. */
  #joined = false;
  #wantedAt = 0;

  constructor(
    kafka: Kafka,
    private readonly options: ConsumeOptions,
    { maxWaitMs = 250, sessionTimeoutMs = 10_000 }: Pick<KafkaOptions, 'maxWaitMs' | 'sessionTimeoutMs'>,
  ) {
    this.#consumer = kafka.consumer({
      groupId: options.group,
      maxWaitTimeInMs: maxWaitMs,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: 60_000,
      heartbeatInterval: Math.min(3000, sessionTimeoutMs / 5),
      maxBytesPerPartition: 1_048_576,
      maxBytes: 8_388_608,
      allowAutoTopicCreation: false,
      retry: {
        initialRetryTime: 200,
        maxRetryTime: 2000,
        retries: 30,
        // A crash while leaving would otherwise bring the member back, after shutdown.
        restartOnFailure: () => Promise.resolve(!this.#stopped),
      },
    });
  }

  /** @throws EventingError TOPIC_MISSING */
  async start(): Promise<void> {
    const { GROUP_JOIN, CRASH, STOP } = this.#consumer.events;
    this.#consumer.on(STOP, () => void (this.#joined = false));
    this.#consumer.on(GROUP_JOIN, ({ payload }) => {
      this.#joined = true;
      this.#assignment = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic, partition })),
      );
      this.#ready = this.#ready.then(() => this.options.onAssigned(this.#assignment));
      this.#ready.catch((error: unknown) => this.#crashed(error));
    });
    this.#consumer.on(CRASH, ({ payload }) => {
      if (!payload.restart) this.#crashed(payload.error);
    });
    try {
      await this.#consumer.connect();
      // Always from the beginning: a missing offset must mean repetition, never a gap.
      await this.#consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true });
      await this.#run();
    } catch (error) {
      await this.stop();
      throw this.#refusal(error);
    }
  }

  #run(): Promise<void> {
    return this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      // All of a fetch at once: records are only queued here, and a fetch waits for the last of its batches.
      partitionsConsumedConcurrently: 200,
      eachBatch: (payload) => this.#batch(payload),
    });
  }

  async commit(positions: readonly Position[]): Promise<boolean> {
    const held = new Set(this.#assignment.map(partitionName));
    const owned = positions.filter((position) => held.has(partitionName(position)));
    if (owned.length === 0 || this.#stopped) return false;
    try {
      await this.#consumer.commitOffsets(
        owned.map(({ topic, partition, offset }) => ({ topic, partition, offset: String(offset) })),
      );
      return owned.length === positions.length;
    } catch {
      // Evicted, rebalancing or cut off: what is not committed comes again, and handlers absorb it.
      return false;
    }
  }

  pause(partitions: readonly TopicPartition[]): void {
    if (this.#mayTell(partitions)) this.#consumer.pause(byTopic(partitions));
  }

  resume(partitions: readonly TopicPartition[]): void {
    if (this.#mayTell(partitions)) this.#consumer.resume(byTopic(partitions));
  }

  /** Without a group kafkajs throws; whatever is paused by then is said anew with its next assignment. */
  #mayTell(partitions: readonly TopicPartition[]): boolean {
    return partitions.length > 0 && this.#joined && !this.#stopped;
  }

  assignment(): readonly TopicPartition[] {
    return this.#assignment;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, LEAVE_MS)));
    // A failing goodbye only means that the group waits for the session to end.
    await Promise.race([this.#consumer.disconnect().catch(() => undefined), limit]);
    clearTimeout(timer);
  }

  async #batch({ batch, resolveOffset, isStale, isRunning }: EachBatchPayload): Promise<void> {
    await this.#ready;
    if (this.#stopped || !isRunning() || isStale()) return;
    const records = batch.messages.map((message) => toRecord(batch.topic, batch.partition, message));
    await this.options.onRecords(records);
    // Taken in, not done: this moves the fetch position; only the watermark is committed.
    resolveOffset(batch.lastOffset());
    await this.#gather(records);
  }

  /** A few records at a time cost broker and client a request each: the next ones may gather while these are worked on. */
  async #gather(taken: readonly IncomingRecord[]): Promise<void> {
    if (taken.length >= FEW || this.#stopped) return;
    const now = performance.now();
    if (taken.some((record) => this.options.wants?.(record) ?? true)) this.#wantedAt = now;
    await wait(now - this.#wantedAt < UNWANTED_MS ? GATHER_MS : LOOK_ON_MS);
  }

  /** kafkajs gives a missing topic no second try. */
  #refusal(error: unknown): unknown {
    if (!(error instanceof Error && 'type' in error && error.type === 'UNKNOWN_TOPIC_OR_PARTITION'))
      return error;
    const topics = this.options.topics.join(', ');
    return new EventingError('TOPIC_MISSING', `the broker lacks one of ${topics}: make the topics first`, {
      cause: error,
    });
  }

  #crashed(error: unknown): void {
    if (this.#stopped) return;
    const cause = error instanceof Error ? error : new Error(String(error));
    this.options.onCrashed(new EventingError('CONSUMER_CRASHED', cause.message, { cause }));
  }
}

function byTopic(partitions: readonly TopicPartition[]): { topic: string; partitions: number[] }[] {
  const grouped = Map.groupBy(partitions, ({ topic }) => topic);
  return [...grouped].map(([topic, of]) => ({ topic, partitions: of.map(({ partition }) => partition) }));
}

function toRecord(topic: string, partition: number, message: KafkaMessage): IncomingRecord {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) headers[name] = last.toString();
  }
  return {
    topic,
    partition,
    offset: BigInt(message.offset),
    key: message.key?.toString() ?? null,
    value: message.value,
    headers,
    timestamp: Number(message.timestamp),
  };
}
