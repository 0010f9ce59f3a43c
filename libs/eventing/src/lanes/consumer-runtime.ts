import { setTimeout as wait } from 'node:timers/promises';
import { Breakers } from '../breakers.js';
import { partitionName, type Broker, type IncomingRecord, type TopicPartition } from '../broker.js';
import { isLeaseLost } from '../errors.js';
import type { RuntimeWorld } from '../runtime-ports.js';
import type { ConsumerTable } from '../subscription.js';
import { AnsweredEvents } from './answered-events.js';
import type { ConsumerHealth } from './consumer-health.js';
import { laneOf } from './lane-of.js';
import { LaneScheduler, type LaneTask } from './lane-scheduler.js';
import { LaneShares } from './lane-shares.js';
import { Membership } from './membership.js';
import { OwnedPartition } from './owned-partition.js';
import { ParkedDrain } from './parked-drain.js';
import { readEvent } from './read-event.js';
import { DEFAULT_LIMITS, type RuntimeLimits } from './runtime-limits.js';
import { Abandoned, steadfast } from './steadfast.js';
import { firmOf, type WorkItem } from './work-item.js';
import { Worker } from './worker.js';
import { Workshop } from './workshop.js';

/**
 * One consumer group’s member: takes records in, queues them in lanes, commits the watermark.
 *
 * - *starting*: joins the group.
 * - *working*: has an assignment, which may be empty.
 * - *stopped*: left the group, crashed, or met a bug; only a new process works again.
 */
export class ConsumerRuntime<Tx> {
  readonly #partitions = new Map<string, OwnedPartition>();
  readonly #shop: Workshop<Tx>;
  readonly #worker: Worker<Tx>;
  readonly #scheduler: LaneScheduler<WorkItem & LaneTask>;
  readonly #over = new AbortController();
  readonly #loops: Promise<void>[] = [];
  readonly #drain: ParkedDrain<Tx>;
  readonly #answered: AnsweredEvents;
  #membership: Membership | null = null;
  #rejoining = false;
  #assigned = false;
  #stopped: string | undefined;

  constructor(
    private readonly table: ConsumerTable,
    private readonly world: RuntimeWorld<Tx>,
    private readonly limits: RuntimeLimits = DEFAULT_LIMITS,
  ) {
    const breakers = new Breakers(
      () => world.now().getTime(),
      () => this.#scheduler.wake(),
    );
    this.#shop = new Workshop(table, world, breakers, this.#over.signal);
    this.#worker = new Worker(this.#shop);
    this.#answered = new AnsweredEvents(table.rows);
    const mostOf = (firm: string): number => mostLanes(table.concurrency, world.shareOf(firm));
    this.#drain = new ParkedDrain({
      shop: this.#shop,
      shares: new LaneShares(table.concurrency, mostOf),
      partitions: this.#partitions,
      onError: (error, items) => this.#judge(error, items),
      onTrouble: (error) => this.#tellFailedRound(error),
    });
    this.#scheduler = new LaneScheduler({
      concurrency: table.concurrency,
      mostOf,
      breakers,
      batch: Math.max(...table.rows.map((row) => row.batch ?? 1)),
      run: (items) => this.#run(items),
    });
  }

  /** Joins the group and works until stopped. */
  async start(broker: Broker): Promise<void> {
    this.#membership = new Membership(broker, {
      group: this.table.group,
      topics: [...new Set(this.table.rows.map((row) => row.topic))],
      onAssigned: (assignment) => this.#assign(assignment),
      onRecords: (records) => this.#take(records),
      wants: (record) => this.#answered.has(record),
      onCrashed: (error) => this.#halt(`the group membership crashed: ${error.message}`),
    });
    await this.#membership.join();
    this.#loops.push(
      this.#every(this.limits.commitEveryMs, () => this.#commit()),
      this.#every(this.limits.drainEveryMs, () => this.#drain.round()),
    );
  }

  /** Takes nothing more in, lets what runs end within the budget, commits, leaves the group. */
  async stop(budgetMs: number): Promise<void> {
    this.#stopped ??= 'stopped';
    this.#over.abort();
    this.#membership?.pauseAll();
    const ended = Promise.all([this.#scheduler.stop(), this.#drain.ended()]);
    await Promise.race([ended, wait(budgetMs, undefined, { ref: false })]);
    await this.#commit();
    for (const partition of this.#partitions.values()) partition.lose();
    await Promise.all(this.#loops);
    await this.#membership?.leave();
  }

  health(): ConsumerHealth {
    const partitions = [...this.#partitions.values()];
    return {
      group: this.table.group,
      assigned: this.#assigned,
      inFlight: partitions.reduce((sum, { tracker }) => sum + tracker.records, 0),
      heldLanes: this.#shop.held.count,
      waitingFirms: this.#shop.breakers.firms.length,
      ...(this.#stopped === undefined ? {} : { stopped: this.#stopped }),
    };
  }

  async #assign(assignment: readonly TopicPartition[]): Promise<void> {
    const names = new Set(assignment.map(partitionName));
    for (const [name, partition] of this.#partitions) {
      if (names.has(name) && !partition.lost) continue;
      partition.lose();
      this.#partitions.delete(name);
      this.#shop.held.forget(`${name}/`);
      this.#scheduler.forget(`${name}/`);
    }
    const gained = assignment.filter((at) => !this.#partitions.has(partitionName(at)));
    this.#sayPauses(gained);
    await this.#gain(gained);
    this.#assigned = true;
    this.world.watch.gauge(this.table.group, 'partitions', this.#partitions.size);
    this.world.watch.log('info', { group: this.table.group, partitions: [...names] }, 'partitions assigned');
  }

  /**
   * kafkajs keeps a partition paused that was lost and comes back, and after a crash of its own it knows of no pause: what is
   * paused is said anew with each assignment.
   */
  #sayPauses(gained: readonly TopicPartition[]): void {
    if (this.#stopped !== undefined) return this.#membership?.pauseAll();
    const paused = [...this.#partitions.values()].filter((partition) => partition.paused);
    this.#membership?.pause(paused.map(({ at }) => at));
    this.#membership?.resume(gained);
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
        for (const lane of lanes) this.#shop.held.hold(lane, lane.isStuck);
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
      if (!this.#answered.has(record)) {
        partition.tracker.finish(record.offset);
        continue;
      }
      this.#scheduler.submit({ ...this.#taskOf(record), partition });
      this.#throttle(partition);
    }
    return Promise.resolve();
  }

  #taskOf(record: IncomingRecord): Omit<WorkItem & LaneTask, 'partition'> {
    const event = readEvent(record);
    const lane = laneOf(this.table.lane, record, event);
    const [firm, course] = [event?.firm ?? firmOf(record.key), event?.correlationid ?? lane.key];
    return { lane, firm, course, record, event };
  }

  /** Pauses a partition that has too much in hand, resumes it at half. */
  #throttle(partition: OwnedPartition): void {
    const { tracker } = partition;
    const full = tracker.records >= this.limits.records || tracker.bytes >= this.limits.bytes;
    const easy = tracker.records <= this.limits.records / 2 && tracker.bytes <= this.limits.bytes / 2;
    if (full && !partition.paused) {
      partition.paused = true;
      this.#membership?.pause([partition.at]);
    } else if (easy && partition.paused && this.#stopped === undefined) {
      partition.paused = false;
      this.#membership?.resume([partition.at]);
    }
  }

  async #run<Item extends WorkItem>(items: readonly Item[]): Promise<readonly Item[]> {
    let again: ReadonlySet<WorkItem> = new Set();
    try {
      again = new Set(await this.#worker.work(items));
    } catch (error) {
      this.#judge(error, items);
    }
    for (const { partition } of items) if (!partition.lost) this.#throttle(partition);
    return items.filter((item) => again.has(item) && !item.partition.lost);
  }

  /** What a handler throws is never a verdict: the partition was lost, or there is a bug and nothing more is done. */
  #judge(error: unknown, items: readonly WorkItem[]): void {
    if (error instanceof Abandoned) return;
    if (isLeaseLost(error)) {
      const partitions = items.map(({ partition }) => partition);
      for (const partition of partitions) partition.lose();
      this.#regain(partitions).catch((cause: unknown) => this.#halt(reasonOf(cause)));
      return;
    }
    if (items.every(({ partition }) => partition.lost)) return;
    const firm = items[0]?.firm;
    this.world.watch.log('error', { group: this.table.group, firm, error }, 'a bug: the consumer stops');
    this.#halt(reasonOf(error));
  }

  /**
   * A lease is lost because the group gave the partition to another member, and the rebalance that says so follows.
   * Where none follows, a member that the group had already put out took the lease after us: nobody would work the
   * partition until the next rebalance. Joining anew makes one.
   */
  async #regain(lost: readonly OwnedPartition[]): Promise<void> {
    await wait(this.limits.leaseGraceMs, undefined, { signal: this.#over.signal }).catch(() => undefined);
    const held = new Set(this.#partitions.values());
    if (this.#over.signal.aborted || this.#rejoining || lost.every((partition) => !held.has(partition)))
      return;
    this.world.watch.log(
      'warn',
      { group: this.table.group },
      'a lease was lost with no rebalance: joining anew',
    );
    this.#rejoining = true;
    await this.#commit();
    for (const partition of held) partition.lose();
    await this.#membership?.join().finally(() => (this.#rejoining = false));
  }

  #halt(reason: string): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = reason;
    this.world.watch.log('error', { group: this.table.group, reason }, 'consumer halted');
    this.#over.abort();
    void this.#scheduler.stop();
    this.#membership?.pauseAll();
  }

  async #commit(): Promise<void> {
    const positions = [...this.#partitions.values()].flatMap((partition) => {
      const { watermark } = partition.tracker;
      const isNews = !partition.lost && watermark !== null && watermark !== partition.committed;
      return isNews ? [{ partition, offset: watermark }] : [];
    });
    this.world.watch.gauge(this.table.group, 'in-flight', this.health().inFlight);
    this.world.watch.gauge(this.table.group, 'held-lanes', this.#shop.held.count);
    this.world.watch.gauge(this.table.group, 'waiting-firms', this.#shop.breakers.firms.length);
    if (positions.length === 0 || this.#membership === null) return;
    const taken = await this.#membership.commit(
      positions.map(({ partition, offset }) => ({ ...partition.at, offset })),
    );
    if (taken) for (const { partition, offset } of positions) partition.committed = offset;
  }

  async #every(milliseconds: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await wait(milliseconds, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await work().catch((error: unknown) => this.#tellFailedRound(error));
    }
  }

  #tellFailedRound(error: unknown): void {
    this.world.watch.log('warn', { group: this.table.group, error }, 'a round failed: the next one follows');
  }
}

/** A firm always gets on. */
const mostLanes = (concurrency: number, share: number): number =>
  Math.max(1, Math.floor(concurrency * share));

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
