import { CONNECTION_REFUSED, type FailureCode, type FirmStanding } from '@counterpart/contracts';
import type { Breakers } from '../breakers.js';
import type { FailedWork, Work } from '../failed-work.js';
import type { Failure, ParkedRecord, Waiting } from '../parking/parking-lot.js';
import type { RuntimeWorld } from '../runtime-ports.js';
import type { ConsumerTable } from '../subscription.js';
import type { Verdict } from '../verdict.js';
import { Asking } from './asking.js';
import { failureOf, type Before } from './failure-of.js';
import { HeldLanes } from './held-lanes.js';
import { runsOf } from './runs-of.js';
import { steadfast } from './steadfast.js';
import type { WorkItem } from './work-item.js';

/** What came of one call to a handler. */
interface Answered {
  readonly item: WorkItem;
  readonly verdict: Verdict;
}

const CONNECTION_CODES: ReadonlySet<FailureCode> = new Set(Object.values(CONNECTION_REFUSED));

/** A parked record that was tried in vain. */
interface FailedAgain {
  readonly parked: ParkedRecord;
  readonly item: WorkItem;
  readonly verdict: Verdict;
  /** When it was taken up. */
  readonly began: Date;
}

/** Calls handlers and carries out their verdicts. */
export class Worker<Tx> {
  readonly held = new HeldLanes();
  readonly #asking: Asking<Tx>;

  constructor(
    private readonly table: ConsumerTable,
    private readonly world: RuntimeWorld<Tx>,
    readonly breakers: Breakers,
  ) {
    this.#asking = new Asking(table, world);
  }

  /**
   * Works off items of one lane, in order. Every item is finished in its tracker unless its partition was lost or an outside
   * system is down.
   * @returns what is to be tried again once the firm’s breaker lets it, in order
   * @throws whatever a handler throws that is no verdict: a bug
   */
  async work(items: readonly WorkItem[]): Promise<readonly WorkItem[]> {
    const runs = [...runsOf(items, (item) => this.#asking.rowOf(item))];
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
    for (const answer of await this.#answers(run, 1)) {
      const { kind } = answer.verdict;
      const isOver = kind === 'done' || kind === 'skip';
      if (kind === 'outage' || (again.length > 0 && !isOver)) again.push(answer.item);
      else await this.#carryOut(answer);
    }
    return again;
  }

  /** Works off one parked record. @returns false where an outside system is down: it stays parked, and due */
  async workParked(parked: ParkedRecord, item: WorkItem): Promise<boolean> {
    const began = this.world.now();
    if ((await this.#standing(item)) === 'removed') {
      await this.#persist(item, (tx) => this.world.parking.release(tx, parked.id));
      await this.refreshHeld(item.lane.key);
      this.breakers.forget(item.firm);
      return true;
    }
    const [answer] = await this.#answers([item], parked.tries + 1);
    if (answer === undefined || answer.verdict.kind === 'outage') return false;
    const { verdict } = answer;
    await this.#persist(item, (tx) =>
      verdict.kind === 'done' || verdict.kind === 'skip'
        ? this.#release(tx, parked, item)
        : this.#failAgain(tx, { parked, item, verdict, began }),
    );
    await this.refreshHeld(item.lane.key);
    return true;
  }

  async #release(tx: Tx, parked: ParkedRecord, item: WorkItem): Promise<void> {
    const wasThere = await this.world.parking.release(tx, parked.id);
    // A follower that never failed has nothing to recover from; what an operator discarded is told already.
    if (!wasThere || parked.firstFailedAt === null) return;
    const work = this.#work(item);
    await this.world.trail.recovered(tx, { ...work, tries: parked.tries + 1 });
    if (parked.code === null || !CONNECTION_CODES.has(parked.code)) return;
    // Whoever was parked while a person connected anew was not woken by it.
    await this.world.parking.resume(tx, { ...work, code: parked.code }, this.world.now());
  }

  async #failAgain(tx: Tx, { parked, item, verdict, began }: FailedAgain): Promise<void> {
    const { tries, firstFailedAt } = parked;
    const before = { tries, firstFailedAt: firstFailedAt ?? this.world.now() };
    const failure = await this.#failure(tx, item, verdict, before);
    const wasThere = await this.world.parking.fail(tx, parked.id, failure);
    if (verdict.kind === 'disconnected') {
      const awaiting = { ...this.#work(item), code: verdict.code };
      await this.world.parking.putOff(tx, awaiting, { by: began, until: failure.dueAt });
      // That it still waits for a person is no news.
      if (parked.code === verdict.code) return;
    }
    if (wasThere) await this.world.trail.failed(tx, this.#failed(item, failure));
  }

  /** Reads from the lot what still holds followers of a key. */
  async refreshHeld(key: string): Promise<void> {
    await this.held.inTurn(key, async () => {
      const subs = await this.world.parking.heldSubs(this.table.group, key, this.table.afterDeath);
      this.held.reset(key, subs);
    });
  }

  /** Lets a run queue behind what is parked of its lane, all of it. @returns false where nothing is parked */
  async #follows(run: readonly WorkItem[]): Promise<boolean> {
    const [first] = run;
    if (first === undefined || !this.held.holds(first.lane)) return false;
    return this.held.inTurn(first.lane.key, async () => {
      if (!this.held.holds(first.lane)) return false;
      for (const item of run) await this.#setAside(item);
      return true;
    });
  }

  async #setAside(item: WorkItem): Promise<void> {
    await this.#persist(item, (tx) => this.world.parking.follow(tx, this.#waiting(item)));
    this.held.hold(item.lane);
    this.#finish(item, 'followed');
  }

  /**
   * Work of a suspended firm is set aside as if it followed something: it is never tried, and taken up in its order as
   * soon as the firm is served again. What comes for a removed firm is over. A lane is of one firm.
   * @returns false where the firm is served
   */
  async #standsAside(run: readonly WorkItem[]): Promise<boolean> {
    const [first] = run;
    const standing = first === undefined ? 'served' : await this.#standing(first);
    if (standing === 'served') return false;
    for (const item of run) {
      if (standing === 'suspended') await this.held.inTurn(item.lane.key, () => this.#setAside(item));
      else this.#finish(item, 'firm-removed');
    }
    if (standing === 'removed' && first !== undefined) this.breakers.forget(first.firm);
    return true;
  }

  #standing(item: WorkItem): Promise<FirmStanding> {
    return steadfast(
      () => this.world.gate.standing(item.firm),
      item.partition.signal,
      (error) => this.#asking.trouble(item, error),
    );
  }

  /** Asks the handler, and tells the firm’s breaker what it said. */
  async #answers(run: readonly WorkItem[], tries: number): Promise<readonly Answered[]> {
    const verdicts = await this.#asking.ask(run, tries);
    const answers = run.map((item, index) => {
      const verdict = verdicts[index];
      if (verdict === undefined) throw new TypeError(`${this.table.group} owes a verdict for every record`);
      return { item, verdict };
    });
    this.#tellBreaker(answers);
    return answers;
  }

  #tellBreaker(answers: readonly Answered[]): void {
    const [first] = answers;
    if (first === undefined) return;
    const { firm } = first.item;
    const out = answers.map(({ verdict }) => verdict).find((verdict) => verdict.kind === 'outage');
    if (out === undefined) {
      this.breakers.succeeded(firm);
      return;
    }
    this.breakers.failed(firm, out.afterMs);
    const fields = { group: this.table.group, firm, code: out.code };
    this.world.watch.log('warn', fields, 'outage: the firm’s work waits');
  }

  async #carryOut({ item, verdict }: Answered): Promise<void> {
    if (verdict.kind === 'retry' || verdict.kind === 'dead' || verdict.kind === 'disconnected') {
      const before = { tries: 0, firstFailedAt: this.world.now() };
      await this.held.inTurn(item.lane.key, async () => {
        const failure = await this.#persist(item, async (tx) => {
          const judged = await this.#failure(tx, item, verdict, before);
          await this.world.parking.park(tx, this.#waiting(item), judged);
          await this.world.trail.failed(tx, this.#failed(item, judged));
          return judged;
        });
        if (failure.state === 'waiting' || this.table.afterDeath === 'hold') this.held.hold(item.lane);
      });
    }
    this.#finish(item, verdict.kind);
  }

  async #failure(tx: Tx, item: WorkItem, verdict: Verdict, before: Before): Promise<Failure> {
    const { world } = this;
    const { retryMinutes, probeMinutes } = this.table;
    const own = await world.retryMinutesOf?.(tx, this.#work(item).firm);
    const table = { retryMinutes: own ?? retryMinutes, probeMinutes };
    return failureOf(verdict, before, { table, now: world.now(), chance: world.chance() });
  }

  #failed(item: WorkItem, failure: Failure): FailedWork {
    const { state, code, tries, dueAt, firstFailedAt, lastFailedAt } = failure;
    const nextTryAt = state === 'dead' ? null : dueAt;
    // What awaits its connection was asked for once.
    return { ...this.#work(item), code, tries: Math.max(1, tries), firstFailedAt, lastFailedAt, nextTryAt };
  }

  #work({ event, record, firm }: WorkItem): Work {
    const { topic, partition, offset, key } = record;
    return {
      group: this.table.group,
      firm,
      event,
      source: { topic, partition, offset: String(offset), key },
    };
  }

  #waiting({ lane, record }: WorkItem): Waiting {
    return { group: this.table.group, lane, record };
  }

  #persist<T>(item: WorkItem, work: (tx: Tx) => Promise<T>): Promise<T> {
    return steadfast(
      () => this.world.ledger.transact(work, { fence: item.partition.fence, firm: item.firm }),
      item.partition.signal,
      (error) => this.#asking.trouble(item, error),
    );
  }

  #finish(item: WorkItem, verdict: string): void {
    item.partition.tracker.finish(item.record.offset);
    this.world.watch.handled(this.table.group, item.event?.name ?? 'unreadable', verdict, 1);
  }
}
