import {
  partitionName,
  type ConsumeOptions,
  type Consumption,
  type Position,
  type TopicPartition,
} from '../broker.js';
import { EventingError } from '../errors.js';
import type { MemoryGroup } from './memory-group.js';
import type { MemoryLog } from './memory-log.js';

/** Most records of one hand-over. */
const BATCH = 500;

/** A member of a consumer group in memory. Like kafkajs, it keeps a partition paused that goes away and comes back. */
export class MemoryConsumption implements Consumption {
  readonly #paused = new Set<string>();
  #assignment: readonly TopicPartition[] = [];
  #generation = 0;
  #reading: Promise<unknown> = Promise.resolve();
  #news = Promise.withResolvers<void>();
  #stopped = false;
  readonly #unsubscribe: () => void;

  constructor(
    private readonly log: MemoryLog,
    private readonly group: MemoryGroup,
    private readonly options: ConsumeOptions,
  ) {
    this.#unsubscribe = log.onWrite(() => this.#wake());
  }

  /** Every partition of its topics. */
  wanted(): readonly TopicPartition[] {
    return this.options.topics.flatMap((topic) =>
      this.log.partitions(topic).map((_, partition) => ({ topic, partition })),
    );
  }

  /** A new generation: reads go on from what is committed, after what runs has ended. */
  assign(assignment: readonly TopicPartition[]): void {
    const generation = (this.#generation += 1);
    this.#assignment = assignment;
    this.#wake();
    this.#reading = this.#reading
      .then(async () => {
        if (generation !== this.#generation || this.#stopped) return;
        await this.options.onAssigned(assignment);
        await Promise.all(assignment.map((at) => this.#read(at, generation)));
      })
      .catch((error: unknown) => this.#crashed(error));
  }

  commit(positions: readonly Position[]): Promise<boolean> {
    return Promise.resolve(!this.#stopped && this.group.commit(this, positions));
  }

  pause(partitions: readonly TopicPartition[]): void {
    for (const at of partitions) this.#paused.add(partitionName(at));
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const at of partitions) this.#paused.delete(partitionName(at));
    this.#wake();
  }

  assignment(): readonly TopicPartition[] {
    return this.#assignment;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#reading;
    this.#unsubscribe();
    this.group.leave(this);
  }

  async #read(at: TopicPartition, generation: number): Promise<void> {
    const name = partitionName(at);
    let next = Number(this.group.committed(at) ?? 0n);
    while (!this.#stopped && generation === this.#generation) {
      const news = this.#news.promise;
      const records = this.log.partitions(at.topic)[at.partition]?.slice(next, next + BATCH) ?? [];
      if (records.length === 0 || this.#paused.has(name)) {
        await news;
        continue;
      }
      await this.options.onRecords(records);
      next += records.length;
    }
  }

  #wake(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  #crashed(error: unknown): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.group.leave(this);
    const cause = error instanceof Error ? error : new Error(String(error));
    this.options.onCrashed(new EventingError('CONSUMER_CRASHED', cause.message, { cause }));
  }
}
