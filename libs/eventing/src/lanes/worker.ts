import { deadHold, type Waiting } from '../parking/parking-lot.js';
import { runsOf } from './runs-of.js';
import { isAwaiting } from '../verdict.js';
import type { WorkItem } from './work-item.js';
import type { Answered, Workshop } from './workshop.js';

/** Calls handlers for what comes in, and carries out their verdicts. */
export class Worker<Tx> {
  constructor(private readonly shop: Workshop<Tx>) {}

  /**
   * Works off items of one lane, in order. Every item is finished in its tracker unless its partition was lost or an outside
   * system is down.
   * @returns what is to be tried again once the firm’s breaker lets it, in order
   * @throws whatever a handler throws that is no verdict: a bug
   */
  async work(items: readonly WorkItem[]): Promise<readonly WorkItem[]> {
    const runs = [...runsOf(items, (item) => this.shop.rowOf(item))];
    for (const [index, run] of runs.entries()) {
      const [first] = run;
      if (first === undefined || first.partition.lost) continue;
      if (await this.#follows(run)) continue;
      if (await this.#standsAside(run)) continue;
      const again = await this.#workRun(run);
      if (again.length > 0) return [...again, ...runs.slice(index + 1).flat()];
    }
    return [];
  }

  /**
   * What failed behind an outage is asked for again with it: parked now, it would come before what was before it.
   * @returns what is to be tried again
   */
  async #workRun(run: readonly WorkItem[]): Promise<readonly WorkItem[]> {
    const again: WorkItem[] = [];
    for (const answer of await this.shop.answers(run, 1)) {
      const { kind } = answer.verdict;
      const isOver = kind === 'done' || kind === 'skip';
      if (kind === 'outage' || (again.length > 0 && !isOver)) again.push(answer.item);
      else await this.#carryOut(answer);
    }
    return again;
  }

  /** Lets a run queue behind what is parked of its lane, all of it. @returns false where nothing is parked */
  async #follows(run: readonly WorkItem[]): Promise<boolean> {
    const { held } = this.shop;
    const [first] = run;
    if (first === undefined || !held.holds(first.lane)) return false;
    return held.inTurn(first.lane.key, async () => {
      if (!held.holds(first.lane)) return false;
      await this.#setAside(run);
      return true;
    });
  }

  async #setAside(run: readonly WorkItem[]): Promise<void> {
    const { parking } = this.shop.world;
    const [first] = run;
    if (first === undefined) return;
    await this.shop.persist(first, async (tx) => {
      for (const item of run) await parking.follow(tx, this.#waiting(item));
    });
    this.shop.held.hold(first.lane, false);
    for (const item of run) this.#finish(item, 'followed');
  }

  /**
   * Work of a suspended firm is set aside as if it followed something: it is never tried, and taken up in its order as
   * soon as the firm is served again. What comes for a removed firm is over. A lane is of one firm.
   * @returns false where the firm is served
   */
  async #standsAside(run: readonly WorkItem[]): Promise<boolean> {
    const [first] = run;
    const standing = first === undefined ? 'served' : await this.shop.standing(first);
    if (first === undefined || standing === 'served') return false;
    if (standing === 'suspended') {
      await this.shop.held.inTurn(first.lane.key, () => this.#setAside(run));
      return true;
    }
    for (const item of run) this.#finish(item, 'firm-removed');
    this.shop.breakers.forget(first.firm);
    return true;
  }

  async #carryOut({ item, verdict }: Answered): Promise<void> {
    const { shop } = this;
    const { parking, trail, now } = shop.world;
    if (verdict.kind === 'retry' || verdict.kind === 'dead' || isAwaiting(verdict)) {
      const before = { tries: 0, firstFailedAt: now() };
      await shop.held.inTurn(item.lane.key, async () => {
        const failure = await shop.persist(item, async (tx) => {
          const judged = await shop.failure(tx, item, verdict, before);
          await parking.park(tx, this.#waiting(item), judged);
          await trail.failed(tx, shop.failed(item, judged));
          return judged;
        });
        const isStuck = failure.state === 'dead';
        if (!isStuck || deadHold(shop.table.afterDeath, item.lane)) shop.held.hold(item.lane, isStuck);
      });
    }
    this.#finish(item, verdict.kind);
  }

  #waiting({ lane, record }: WorkItem): Waiting {
    return { group: this.shop.table.group, lane, record };
  }

  #finish(item: WorkItem, verdict: string): void {
    const { table, world } = this.shop;
    item.partition.tracker.finish(item.record.offset);
    world.watch.handled(table.group, item.event?.name ?? 'unreadable', verdict, 1);
  }
}
