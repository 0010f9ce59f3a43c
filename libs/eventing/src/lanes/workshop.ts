import type { FirmStanding } from '@counterpart/contracts';
import type { Breakers } from '../breakers.js';
import type { FailedWork, Work } from '../failed-work.js';
import type { Failure } from '../parking/parking-lot.js';
import type { RuntimeWorld } from '../runtime-ports.js';
import type { ConsumerTable, SubscriptionRow } from '../subscription.js';
import { retry, type Verdict } from '../verdict.js';
import { Asking } from './asking.js';
import { failureOf, type Before } from './failure-of.js';
import { HeldLanes } from './held-lanes.js';
import { OwnFailures } from './own-failures.js';
import { Abandoned, steadfast } from './steadfast.js';
import type { WorkItem } from './work-item.js';

/** What came of one call to a handler. */
export interface Answered {
  readonly item: WorkItem;
  readonly verdict: Verdict;
}

/** What work on live and on parked records has in common: asking handlers, telling breakers, putting on record. */
export class Workshop<Tx> {
  readonly held = new HeldLanes();
  readonly #asking: Asking<Tx>;
  readonly #ownFailures = new OwnFailures();

  /** @param over aborted when the consumer begins nothing more */
  constructor(
    readonly table: ConsumerTable,
    readonly world: RuntimeWorld<Tx>,
    readonly breakers: Breakers,
    readonly over: AbortSignal,
  ) {
    this.#asking = new Asking(table, world);
  }

  rowOf(item: WorkItem): SubscriptionRow | undefined {
    return this.#asking.rowOf(item);
  }

  /**
   * Asks the handler, and tells the firm’s breaker what it said.
   * @throws Abandoned where the consumer begins nothing more
   * @throws whatever a handler throws that is no verdict: a bug
   */
  async answers(run: readonly WorkItem[], tries: number): Promise<readonly Answered[]> {
    if (this.over.aborted) throw new Abandoned('the consumer begins nothing more');
    const verdicts = await this.#asking.ask(run, tries);
    const answers = run.map((item, index) => {
      const verdict = verdicts[index];
      if (verdict === undefined) throw new TypeError(`${this.table.group} owes a verdict for every record`);
      return { item, verdict };
    });
    this.#tellBreaker(answers);
    return answers.map((answer) => this.#judged(answer));
  }

  /**
   * A piece that fails by itself while the firm’s other work gets through meets no outage: it is tried again by the schedule. One that
   * came in a batch may have failed with the others of it; who takes batches tells them apart.
   */
  #judged({ item, verdict }: Answered): Answered {
    const { firm, record } = item;
    const row = this.rowOf(item);
    if (verdict.kind === 'done' && verdict.asked !== false)
      this.#ownFailures.gotThrough(firm, row?.through ?? []);
    if (verdict.kind !== 'outage' || row?.batch !== undefined) return { item, verdict };
    const piece = `${record.topic}/${record.partition}/${record.offset}`;
    return this.#ownFailures.isOwn(firm, piece, verdict.code)
      ? { item, verdict: retry(verdict.code) }
      : { item, verdict };
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

  standing(item: WorkItem): Promise<FirmStanding> {
    return this.throughAbsences(item, () => this.world.gate.standing(item.firm));
  }

  /** Runs work in a transaction of an item’s firm and partition, through absences of the database. @throws Abandoned */
  persist<T>(item: WorkItem, work: (tx: Tx) => Promise<T>): Promise<T> {
    const { fence } = item.partition;
    return this.throughAbsences(item, () => this.world.ledger.transact(work, { fence, firm: item.firm }));
  }

  /** Repeats what an item needs while broker or database are away. @throws Abandoned */
  throughAbsences<T>(item: WorkItem, work: () => Promise<T>): Promise<T> {
    return steadfast(work, item.partition.signal, (error) => this.#asking.trouble(item, error));
  }

  /** What a failed try makes of an item, by its firm’s schedule. */
  async failure(tx: Tx, item: WorkItem, verdict: Verdict, before: Before): Promise<Failure> {
    const { world } = this;
    const { retryMinutes, probeMinutes } = this.table;
    const own = await world.retryMinutesOf?.(tx, item.firm);
    const table = { retryMinutes: own ?? retryMinutes, probeMinutes };
    return failureOf(verdict, before, { table, now: world.now(), chance: world.chance() });
  }

  /** A failure as it is told. */
  failed(item: WorkItem, failure: Failure): FailedWork {
    const { state, code, tries, dueAt, firstFailedAt, lastFailedAt } = failure;
    const nextTryAt = state === 'dead' ? null : dueAt;
    // What awaits its connection was asked for once.
    return { ...this.workOf(item), code, tries: Math.max(1, tries), firstFailedAt, lastFailedAt, nextTryAt };
  }

  /** An item as it is told. */
  workOf({ event, record, firm }: WorkItem): Work {
    const { topic, partition, offset, key } = record;
    return {
      group: this.table.group,
      firm,
      event,
      source: { topic, partition, offset: String(offset), key },
    };
  }
}
