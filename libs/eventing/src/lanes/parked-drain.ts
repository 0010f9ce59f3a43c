import type { FirmId } from '@counterpart/contracts';
import { partitionName } from '../broker.js';
import type { ParkedRecord } from '../parking/parking-lot.js';
import { DrainTurns } from './drain-turns.js';
import { meet } from './lane-of.js';
import type { LaneShares } from './lane-shares.js';
import type { OwnedPartition } from './owned-partition.js';
import { ParkedWorker, type ParkedItem } from './parked-worker.js';
import { itemOf, type WorkItem } from './work-item.js';
import type { Workshop } from './workshop.js';

/** What a drain works with. */
export interface DrainDesk<Tx> {
  readonly shop: Workshop<Tx>;
  /** Its places: as many as the consumer has lanes, apart from those. */
  readonly shares: LaneShares;
  /** What the member owns, by `topic/partition`. */
  readonly partitions: ReadonlyMap<string, OwnedPartition>;
  /** A handler threw what is no verdict. */
  onError(error: unknown, items: readonly WorkItem[]): void;
  /** It could not be looked for what is due: the next round does. */
  onTrouble(error: unknown): void;
}

/** Rounds between two looks while nothing is held: an operator may have had given-up work tried again. */
const IDLE_ROUNDS = 5;

/**
 * Works off parked records whose time has come, at places of its own: firms take turns at them, and none has more than its share.
 * Whenever a piece is worked off it looks for what may be due now, so a piece that takes long holds up nobody but its own lane.
 */
export class ParkedDrain<Tx> {
  /** What is being worked on, and when it has ended. */
  readonly #running = new Map<ParkedItem, Promise<void>>();
  /** What met an outage, of each firm: its other work goes first, so that one piece does not probe for ever. */
  readonly #passedOver = new Map<FirmId, Set<bigint>>();
  readonly #turns: DrainTurns;
  readonly #worker: ParkedWorker<Tx>;
  #isLooking = false;
  #looking: Promise<void> = Promise.resolve();
  #looksAgain = false;
  #idleRounds = 0;

  constructor(private readonly desk: DrainDesk<Tx>) {
    this.#turns = new DrainTurns(desk.shares, desk.shop.breakers);
    this.#worker = new ParkedWorker(desk.shop);
  }

  /** Looks at the lot, and begins what is due as far as there are places. */
  async round(): Promise<void> {
    if (this.desk.partitions.size === 0 || this.#rests()) return;
    await this.#look();
  }

  /** @returns when what it works on has ended, and the look that it is at */
  async ended(): Promise<void> {
    await Promise.allSettled([...this.#running.values(), this.#looking]);
  }

  /** One look at a time: whoever asks for one meanwhile gets it after that. */
  async #look(): Promise<void> {
    this.#looksAgain = true;
    if (this.#isLooking) return;
    this.#looking = this.#lookOn();
    await this.#looking;
  }

  async #lookOn(): Promise<void> {
    this.#isLooking = true;
    try {
      while (this.#looksAgain && this.#mayBegin) {
        this.#looksAgain = false;
        if (await this.#fill()) this.#looksAgain = true;
      }
    } finally {
      this.#isLooking = false;
    }
  }

  get #mayBegin(): boolean {
    return !this.desk.shop.over.aborted && !this.desk.shares.areTaken;
  }

  /** Begins what is due. @returns whether there may be more of it, and places for it */
  async #fill(): Promise<boolean> {
    const except = [...(await this.desk.shop.world.gate.suspended()), ...this.#heldBack()];
    // What runs now may be over when the answer is here, and the rest of its run stand in it as it was.
    const running = [...this.#running.keys()].map(({ parked }) => parked);
    const due = await this.#due(
      except,
      running.map(({ id }) => id),
    );
    const free = due.filter(({ parked }) => !running.some((one) => meet(one.lane, parked.lane)));
    const began = this.#beginInTurn(free);
    if (due.length === 0 && this.desk.shares.areFree) this.#turns.forget();
    return began > 0 && due.length >= this.desk.shop.table.concurrency;
  }

  /** What is due; of a firm’s work that met an outage only where nothing else of it is. */
  async #due(except: readonly FirmId[], running: readonly bigint[]): Promise<readonly ParkedItem[]> {
    const { group, afterDeath, concurrency: limit } = this.desk.shop.table;
    const { parking, now } = this.desk.shop.world;
    for (;;) {
      const at = [...this.desk.partitions.values()].flatMap((one) => (one.lost ? [] : [one.at]));
      const passedOver = [...this.#passedOver.values()].flatMap((ids) => [...ids]);
      const beside = { except, running: [...running, ...passedOver] };
      const found = await parking.due(group, at, { now: now(), afterDeath, limit, ...beside });
      const due = found.flatMap((parked) => this.#toItem(parked));
      const alone = [...this.#passedOver.keys()].filter(
        (firm) => !except.includes(firm) && !due.some(({ item }) => item.firm === firm),
      );
      if (alone.length === 0) return due;
      for (const firm of alone) this.#passedOver.delete(firm);
    }
  }

  #passOver({ parked, item }: ParkedItem): void {
    const ids = this.#passedOver.get(item.firm) ?? new Set();
    this.#passedOver.set(item.firm, ids.add(parked.id));
  }

  /** Firms of which nothing more may begin. */
  #heldBack(): readonly FirmId[] {
    const { breakers } = this.desk.shop;
    const waiting = breakers.firms.filter((firm) => !breakers.mayStart(firm));
    const working = new Set([...this.#running.keys()].map(({ item }) => item.firm));
    return [...waiting, ...[...working].filter((firm) => this.desk.shares.hasItsShare(firm))];
  }

  #toItem(parked: ParkedRecord): readonly ParkedItem[] {
    const partition = this.desk.partitions.get(partitionName(parked.record));
    if (partition === undefined || partition.lost) return [];
    return [{ parked, item: itemOf(parked, partition) }];
  }

  /** @returns how many began */
  #beginInTurn(due: readonly ParkedItem[]): number {
    const waiting = Map.groupBy(due, ({ item }) => item.firm);
    let began = 0;
    while (this.#mayBegin) {
      const firm = this.#turns.next(waiting.keys());
      if (firm === undefined) break;
      const [next, ...rest] = waiting.get(firm) ?? [];
      if (rest.length > 0) waiting.set(firm, rest);
      else waiting.delete(firm);
      if (next === undefined) continue;
      this.#begin(next);
      began += 1;
    }
    return began;
  }

  #begin(one: ParkedItem): void {
    const { shop, shares } = this.desk;
    const { firm } = one.item;
    const isProbe = shop.breakers.begin(firm);
    shares.take(firm, isProbe);
    const ended = this.#work(one, isProbe).then((isWorked) => {
      this.#running.delete(one);
      shares.giveBack(firm, isProbe);
      if (isProbe) shop.breakers.abandoned(firm);
      if (!isWorked) this.#passOver(one);
      // What followed it in its lane may be due now.
      else this.#look().catch((error: unknown) => this.desk.onTrouble(error));
    });
    this.#running.set(one, ended);
  }

  /** @returns whether something came of it */
  async #work(one: ParkedItem, isProbe: boolean): Promise<boolean> {
    try {
      return await this.#worker.work(one, isProbe);
    } catch (error) {
      this.desk.onError(error, [one.item]);
      return false;
    }
  }

  #rests(): boolean {
    if (this.desk.shop.held.count > 0) this.#idleRounds = 0;
    else this.#idleRounds = (this.#idleRounds + 1) % IDLE_ROUNDS;
    return this.#idleRounds !== 0;
  }
}
