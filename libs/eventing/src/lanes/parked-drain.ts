import type { FirmId } from '@counterpart/contracts';
import { partitionName } from '../broker.js';
import type { ParkedRecord } from '../parking/parking-lot.js';
import type { RuntimeWorld } from '../runtime-ports.js';
import type { ConsumerTable } from '../subscription.js';
import type { OwnedPartition } from './owned-partition.js';
import { readEvent } from './read-event.js';
import { firmOf, type WorkItem } from './work-item.js';
import type { Worker } from './worker.js';

/** What a drain works with. */
export interface DrainDesk<Tx> {
  readonly table: ConsumerTable;
  readonly world: RuntimeWorld<Tx>;
  readonly worker: Worker<Tx>;
  /** What the member owns, by `topic/partition`. */
  readonly partitions: ReadonlyMap<string, OwnedPartition>;
  onError(error: unknown, items: readonly WorkItem[]): void;
}

/** Rounds between two looks while nothing is held: an operator may have had given-up work tried again. */
const IDLE_ROUNDS = 5;

/** Works off parked records whose time has come. */
export class ParkedDrain<Tx> {
  readonly #running = new Set<bigint>();
  #idleRounds = 0;

  constructor(private readonly desk: DrainDesk<Tx>) {}

  /** Looks at the lot, lane by lane, until nothing more is due; at most as many at once as the consumer works on. */
  async round(): Promise<void> {
    if (this.desk.partitions.size === 0 || this.#rests()) return;
    while (await this.#look());
  }

  /** @returns whether there may be more: something was worked off, and what followed it in its lane may be due now */
  async #look(): Promise<boolean> {
    const { table, world } = this.desk;
    const partitions = [...this.desk.partitions.values()].filter(({ lost }) => !lost);
    const except = [...(await world.gate.suspended()), ...this.#heldBack()];
    const due = await world.parking.due(
      table.group,
      partitions.map(({ at }) => at),
      { now: world.now(), afterDeath: table.afterDeath, limit: table.concurrency, except },
    );
    const worked = await Promise.all(due.map((parked) => this.#one(parked)));
    return worked.includes(true);
  }

  #heldBack(): readonly FirmId[] {
    const { breakers } = this.desk.worker;
    return breakers.firms.filter((firm) => !breakers.mayStart(firm));
  }

  #rests(): boolean {
    if (this.desk.worker.held.count > 0) this.#idleRounds = 0;
    else this.#idleRounds = (this.#idleRounds + 1) % IDLE_ROUNDS;
    return this.#idleRounds !== 0;
  }

  async #one(parked: ParkedRecord): Promise<boolean> {
    const { worker } = this.desk;
    const partition = this.desk.partitions.get(partitionName(parked.record));
    if (partition === undefined || partition.lost || this.#running.has(parked.id)) return false;
    const { lane, record } = parked;
    const event = readEvent(record);
    const item = { lane, record, event, partition, firm: event?.firm ?? firmOf(record.key) };
    if (!worker.breakers.mayStart(item.firm)) return false;
    const isProbe = worker.breakers.begin(item.firm);
    this.#running.add(parked.id);
    try {
      // Work that was given up held nobody where the dead release their followers; now that it waits again, it does.
      await worker.refreshHeld(parked.lane.key);
      return await worker.workParked(parked, item);
    } catch (error) {
      this.desk.onError(error, [item]);
      return false;
    } finally {
      this.#running.delete(parked.id);
      if (isProbe) worker.breakers.abandoned(item.firm);
    }
  }
}
