import { setTimeout as wait } from 'node:timers/promises';
import { decodeEvent, UnreadableEvent, type Event } from '@counterpart/contracts';
import {
  partitionName,
  type Broker,
  type Consumption,
  type IncomingRecord,
  type TopicPartition,
} from '../broker.js';
import { isLeaseLost } from '../errors.js';
import type { ParkedRecord } from '../parking/parking-lot.js';
import type { RuntimeWorld } from '../runtime-ports.js';
import type { ConsumerTable } from '../subscription.js';
import { laneOf } from './lane-of.js';
import { LaneScheduler } from './lane-scheduler.js';
import { OwnedPartition } from './owned-partition.js';
import { Abandoned, steadfast } from './steadfast.js';
import { Worker, type WorkItem } from './worker.js';

/** Limits of a consumer. */
export interface RuntimeLimits {
  /** Unfinished records and bytes at which a partition is paused; it resumes at half of them. */
  readonly records: number;
  readonly bytes: number;
  readonly commitEveryMs: number;
  /** How often parked work is looked through for what is due. */
  readonly drainEveryMs: number;
}

export const DEFAULT_LIMITS: RuntimeLimits = {
  records: 2000,
  bytes: 32 * 1024 * 1024,
  commitEveryMs: 1000,
  drainEveryMs: 1000,
};

/** How a consumer stands. */
export interface ConsumerHealth {
  readonly group: string;
  readonly assigned: boolean;
  readonly inFlight: number;
  readonly heldLanes: number;
  /** Why it stopped for good; absent while it works. */
  readonly stopped?: string;
}

/**
 * One consumer group’s member: takes records in, queues them in lanes, commits the watermark.
 *
 * - *starting*: joins the group.
 * - *working*: has an assignment, which may be empty.
 * - *stopped*: left the group, crashed, or met a bug; only a new process works again.
 */
export class ConsumerRuntime<Tx> {
  readonly #partitions = new Map<string, OwnedPartition>();
  readonly #worker: Worker<Tx>;
  readonly #scheduler: LaneScheduler<WorkItem>;
  readonly #over = new AbortController();
  readonly #loops: Promise<void>[] = [];
  readonly #draining = new Set<bigint>();
  #consumption: Consumption | null = null;
  #assigned = false;
  #stopped: string | undefined;

  constructor(
    private readonly table: ConsumerTable,
    private readonly world: RuntimeWorld<Tx>,
    private readonly limits: RuntimeLimits = DEFAULT_LIMITS,
  ) {
    this.#worker = new Worker(table, world);
    this.#scheduler = new LaneScheduler({
      concurrency: table.concurrency,
      batch: Math.max(...table.rows.map((row) => row.batch ?? 1)),
      run: (items) => this.#run(items),
    });
  }

  /** Joins the group and works until stopped. */
  async start(broker: Broker): Promise<void> {
    this.#consumption = await broker.consume({
      group: this.table.group,
      topics: [...new Set(this.table.rows.map((row) => row.topic))],
      onAssigned: (assignment) => this.#assign(assignment),
      onRecords: (records) => this.#take(records),
      onCrashed: (error) => this.#halt(`the group membership crashed: ${error.message}`),
    });
    this.#loops.push(
      this.#every(this.limits.commitEveryMs, () => this.#commit()),
      this.#every(this.limits.drainEveryMs, () => this.#drain()),
    );
  }

  /** Takes nothing more in, lets what runs end within the budget, commits, leaves the group. */
  async stop(budgetMs: number): Promise<void> {
    this.#stopped ??= 'stopped';
    this.#over.abort();
    const consumption = this.#consumption;
    consumption?.pause(consumption.assignment());
    await Promise.race([this.#scheduler.stop(), wait(budgetMs, undefined, { ref: false })]);
    await this.#commit();
    for (const partition of this.#partitions.values()) partition.lose();
    await Promise.all(this.#loops);
    await consumption?.stop();
  }

  health(): ConsumerHealth {
    const partitions = [...this.#partitions.values()];
    return {
      group: this.table.group,
      assigned: this.#assigned,
      inFlight: partitions.reduce((sum, { tracker }) => sum + tracker.records, 0),
      heldLanes: this.#worker.held.count,
      ...(this.#stopped === undefined ? {} : { stopped: this.#stopped }),
    };
  }

  async #assign(assignment: readonly TopicPartition[]): Promise<void> {
    const names = new Set(assignment.map(partitionName));
    for (const [name, partition] of this.#partitions) {
      if (names.has(name) && !partition.lost) continue;
      partition.lose();
      this.#partitions.delete(name);
      this.#worker.held.forget(`${name}/`);
    }
    const gained = assignment.filter((at) => !this.#partitions.has(partitionName(at)));
    await this.#gain(gained);
    this.#assigned = true;
    this.world.watch.gauge(this.table.group, 'partitions', this.#partitions.size);
    this.world.watch.log('info', { group: this.table.group, partitions: [...names] }, 'partitions assigned');
  }

  async #gain(gained: readonly TopicPartition[]): Promise<void> {
    if (gained.length === 0) return;
    const { group, afterDeath } = this.table;
    const trouble = (error: unknown): void =>
      this.world.watch.log('warn', { group, error }, 'the database is away: partitions wait');
    await steadfast(
      async () => {
        const fences = await this.world.leases.take(group, gained);
        const lanes = await this.world.parking.heldLanes(group, gained, afterDeath);
        for (const [index, at] of gained.entries()) {
          const fence = fences[index];
          if (fence === undefined) throw new TypeError('every partition has a fence');
          this.#partitions.set(partitionName(at), new OwnedPartition(at, fence));
        }
        for (const lane of lanes) this.#worker.held.hold(lane);
      },
      this.#over.signal,
      trouble,
    );
  }

  #take(records: readonly IncomingRecord[]): Promise<void> {
    for (const record of records) {
      const partition = this.#partitions.get(partitionName(record));
      if (partition === undefined) continue;
      if (!partition.tracker.begin(record.offset, record.value?.length ?? 0)) continue;
      const event = readEvent(record);
      this.#scheduler.submit({ lane: laneOf(this.table.lane, record, event), record, event, partition });
      this.#throttle(partition);
    }
    return Promise.resolve();
  }

  /** Pauses a partition that has too much in hand, resumes it at half. */
  #throttle(partition: OwnedPartition): void {
    const { tracker } = partition;
    const full = tracker.records >= this.limits.records || tracker.bytes >= this.limits.bytes;
    const easy = tracker.records <= this.limits.records / 2 && tracker.bytes <= this.limits.bytes / 2;
    if (full && !partition.paused) {
      partition.paused = true;
      this.#consumption?.pause([partition.at]);
    } else if (easy && partition.paused && this.#stopped === undefined) {
      partition.paused = false;
      this.#consumption?.resume([partition.at]);
    }
  }

  async #run(items: readonly WorkItem[]): Promise<void> {
    try {
      await this.#worker.work(items);
    } catch (error) {
      this.#judge(error, items);
    }
    for (const { partition } of items) if (!partition.lost) this.#throttle(partition);
  }

  /** What a handler throws is never a verdict: the partition was lost, or there is a bug and nothing more is done. */
  #judge(error: unknown, items: readonly WorkItem[]): void {
    if (error instanceof Abandoned) return;
    if (isLeaseLost(error)) {
      for (const { partition } of items) partition.lose();
      return;
    }
    if (items.every(({ partition }) => partition.lost)) return;
    this.world.watch.log('error', { group: this.table.group, error }, 'a bug: the consumer stops');
    this.#halt(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }

  #halt(reason: string): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = reason;
    this.world.watch.log('error', { group: this.table.group, reason }, 'consumer halted');
    this.#over.abort();
    void this.#scheduler.stop();
    const consumption = this.#consumption;
    consumption?.pause(consumption.assignment());
  }

  async #commit(): Promise<void> {
    const positions = [...this.#partitions.values()].flatMap((partition) => {
      const { watermark } = partition.tracker;
      const isNews = !partition.lost && watermark !== null && watermark !== partition.committed;
      return isNews ? [{ partition, offset: watermark }] : [];
    });
    this.world.watch.gauge(this.table.group, 'in-flight', this.health().inFlight);
    this.world.watch.gauge(this.table.group, 'held-lanes', this.#worker.held.count);
    if (positions.length === 0 || this.#consumption === null) return;
    const taken = await this.#consumption.commit(
      positions.map(({ partition, offset }) => ({ ...partition.at, offset })),
    );
    if (taken) for (const { partition, offset } of positions) partition.committed = offset;
  }

  /** Works off parked records whose time has come, lane by lane. */
  async #drain(): Promise<void> {
    const partitions = [...this.#partitions.values()];
    if (this.#worker.held.count === 0 || this.#worker.breaker.isOpen || partitions.length === 0) return;
    const due = await this.world.parking.due(
      this.table.group,
      partitions.map(({ at }) => at),
      { now: this.world.now(), afterDeath: this.table.afterDeath, limit: this.table.concurrency },
    );
    await Promise.all(due.map((parked) => this.#drainOne(parked)));
  }

  async #drainOne(parked: ParkedRecord): Promise<void> {
    const partition = this.#partitions.get(partitionName(parked.record));
    if (partition === undefined || partition.lost || this.#draining.has(parked.id)) return;
    this.#draining.add(parked.id);
    const item = { lane: parked.lane, record: parked.record, event: readEvent(parked.record), partition };
    try {
      await this.#worker.workParked(parked, item);
    } catch (error) {
      this.#judge(error, [item]);
    } finally {
      this.#draining.delete(parked.id);
    }
  }

  async #every(milliseconds: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await wait(milliseconds, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await work().catch((error: unknown) =>
        this.world.watch.log(
          'warn',
          { group: this.table.group, error },
          'a round failed: the next one follows',
        ),
      );
    }
  }
}

function readEvent(record: IncomingRecord): Event | null {
  try {
    return decodeEvent(record.value ?? Buffer.alloc(0));
  } catch (error) {
    if (error instanceof UnreadableEvent) return null;
    throw error;
  }
}
