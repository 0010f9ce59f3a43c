import type { HeldSub } from './held-lanes.js';
import type { ParkedRecord } from '../parking/parking-lot.js';
import { isAwaiting, type Verdict } from '../verdict.js';
import { awaitsPerson, awaitsSpace, untriedBehind } from './parked-run.js';
import { runsOf } from './runs-of.js';
import { itemOf, type WorkItem } from './work-item.js';
import type { Workshop } from './workshop.js';

/** A parked record, and it on its way through its lane. */
export interface ParkedItem {
  readonly parked: ParkedRecord;
  readonly item: WorkItem;
}

/** A parked record that was tried in vain. */
interface FailedAgain extends ParkedItem {
  readonly verdict: Verdict;
  /** When it was taken up. */
  readonly began: Date;
}

/** What came of trying parked records. */
interface Outcome {
  readonly over: readonly ParkedItem[];
  readonly failed: readonly FailedAgain[];
}

const NOTHING: Outcome = { over: [], failed: [] };

/** Calls handlers for what is parked, and carries out their verdicts. */
export class ParkedWorker<Tx> {
  constructor(private readonly shop: Workshop<Tx>) {}

  /**
   * Works off the first record of a lane. What failed is tried alone. What never was goes together with what was never tried right
   * behind it, as live records of a batch do: one by one, a lane into which more comes all the time would never be empty.
   * @param isProbe whether its firm’s outside systems were down: it is tried alone, and after each probe in vain twice as much goes
   *   together from there on, which tells whether it fails by itself
   * @returns false where nothing came of it, as where an outside system is down: it stays parked, and due
   * @throws whatever a handler throws that is no verdict: a bug
   */
  async work({ parked, item }: ParkedItem, isProbe: boolean): Promise<boolean> {
    const inVain = isProbe ? this.shop.breakers.probesInVain(item.firm) : 0;
    // Work that was given up held nobody where the dead release their followers; now that it waits again, it does.
    await this.shop.held.inTurn(item.lane.key, () => this.#readHeld(item));
    const most = Math.min(this.#batchOf(item), isProbe ? 2 ** inVain : Infinity);
    // Where one does not fit, another one may.
    if (most > 1 && (parked.firstFailedAt === null || inVain > 0 || awaitsSpace(parked)))
      return this.#inTurn(item, async () => this.#workOff(await this.#with({ parked, item }, most)));
    const { over, failed } = await this.#workOff([{ parked, item }]);
    await this.shop.held.inTurn(item.lane.key, () => this.#readHeld(item));
    // The connection is good again: what was refused with it, or followed, has nothing more to wait for.
    if (most > 1 && over.length > 0 && awaitsPerson(parked))
      await this.#inTurn(item, async () => this.#workOff(await this.#behind({ parked, item }, most)));
    return over.length + failed.length > 0;
  }

  #batchOf(item: WorkItem): number {
    return item.lane.sub === null ? 1 : (this.shop.rowOf(item)?.batch ?? 1);
  }

  /**
   * Has what comes to the lane meanwhile wait for the end of a run, as it would behind live work, instead of parking it behind: where
   * the run was all there was, it is free for it then.
   */
  #inTurn(item: WorkItem, run: () => Promise<Outcome>): Promise<boolean> {
    return this.shop.held.inTurn(item.lane.key, async () => {
      const { over, failed } = await run();
      await this.#readHeld(item);
      return over.length + failed.length > 0;
    });
  }

  async #with(head: ParkedItem, most: number): Promise<readonly ParkedItem[]> {
    return this.#run([head, ...(await this.#behind(head, most - 1))]);
  }

  /** What was never tried right behind a record, as far as it goes into one call. */
  async #behind({ parked, item }: ParkedItem, most: number): Promise<readonly ParkedItem[]> {
    const { table, world } = this.shop;
    const options = { afterDeath: table.afterDeath, limit: most };
    const behind = await this.shop.throughAbsences(item, () => world.parking.behind(parked, options));
    return this.#run(
      untriedBehind(parked, behind).map((one) => ({ parked: one, item: itemOf(one, item.partition) })),
    );
  }

  /** As many of these as one call takes. */
  #run(candidates: readonly ParkedItem[]): readonly ParkedItem[] {
    const items = candidates.map(({ item }) => item);
    const [run = []] = runsOf(items, (item) => this.shop.rowOf(item));
    return candidates.slice(0, run.length);
  }

  async #workOff(run: readonly ParkedItem[]): Promise<Outcome> {
    const { shop } = this;
    const [first] = run;
    if (first === undefined) return NOTHING;
    const began = shop.world.now();
    const standing = await shop.standing(first.item);
    if (standing === 'suspended') return NOTHING;
    if (standing === 'removed') {
      const ids = run.map(({ parked }) => parked.id);
      await shop.persist(first.item, (tx) => shop.world.parking.release(tx, ids));
      shop.breakers.forget(first.item.firm);
      return { over: run, failed: [] };
    }
    const outcome = await this.#ask(run, first.parked.tries + 1, began);
    await this.#carryOut(outcome);
    return outcome;
  }

  /** What fails behind an outage is left as it is: parked anew, it would come before what was before it. */
  async #ask(run: readonly ParkedItem[], tries: number, began: Date): Promise<Outcome> {
    const items = run.map(({ item }) => item);
    const [over, failed]: [ParkedItem[], FailedAgain[]] = [[], []];
    let isOut = false;
    for (const [index, { verdict }] of (await this.shop.answers(items, tries)).entries()) {
      const one = run[index];
      if (one === undefined) throw new TypeError('every record of a run has its answer');
      isOut ||= verdict.kind === 'outage';
      if (verdict.kind === 'done' || verdict.kind === 'skip') over.push(one);
      else if (!isOut) failed.push({ ...one, verdict, began });
    }
    return { over, failed };
  }

  async #carryOut({ over, failed }: Outcome): Promise<void> {
    const [first] = over;
    if (first !== undefined) await this.shop.persist(first.item, (tx) => this.#release(tx, over));
    for (const one of failed) await this.shop.persist(one.item, (tx) => this.#failAgain(tx, one));
  }

  async #release(tx: Tx, over: readonly ParkedItem[]): Promise<void> {
    const { parking, trail, now } = this.shop.world;
    const were = await parking.release(
      tx,
      over.map(({ parked }) => parked.id),
    );
    for (const { parked, item } of over) {
      // A follower that never failed has nothing to recover from; what an operator discarded is told already.
      if (!were.has(parked.id) || parked.firstFailedAt === null) continue;
      const work = this.shop.workOf(item);
      await trail.recovered(tx, { ...work, tries: parked.tries + 1 });
      if (parked.code === null || !awaitsPerson(parked)) continue;
      // Whoever was parked while a person mended it was not woken by that.
      await parking.resume(tx, { ...work, code: parked.code }, now());
    }
  }

  async #failAgain(tx: Tx, { parked, item, verdict, began }: FailedAgain): Promise<void> {
    const { parking, trail, now } = this.shop.world;
    const { tries, firstFailedAt } = parked;
    const before = { tries, firstFailedAt: firstFailedAt ?? now() };
    const failure = await this.shop.failure(tx, item, verdict, before);
    const wasThere = await parking.fail(tx, parked.id, failure);
    if (isAwaiting(verdict)) {
      const awaiting = { ...this.shop.workOf(item), code: verdict.code };
      const until = new Date(failure.dueAt.getTime() - 1);
      await parking.putOff(tx, awaiting, { by: began, until });
      // That it still waits for a person is no news.
      if (parked.code === verdict.code) return;
    }
    if (wasThere) await trail.failed(tx, this.shop.failed(item, failure));
  }

  /** Reads from the lot what still holds followers of a key; in the key’s turn. */
  async #readHeld(item: WorkItem): Promise<void> {
    const { table, world, held } = this.shop;
    const { key } = item.lane;
    const asked = (): Promise<readonly HeldSub[]> =>
      world.parking.heldSubs(table.group, key, table.afterDeath);
    held.reset(key, await this.shop.throughAbsences(item, asked));
  }
}
