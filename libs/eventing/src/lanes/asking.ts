import type { Event, FailureCode, FirmId } from '@counterpart/contracts';
import type { Delivery } from '../delivery.js';
import type { RuntimeWorld } from '../runtime-ports.js';
import type { ConsumerTable, EventBatchHandler, EventHandler, SubscriptionRow } from '../subscription.js';
import { dead, retry, skip, type Verdict } from '../verdict.js';
import { steadfast } from './steadfast.js';
import { toDelivery, type WorkItem } from './work-item.js';

/** Finds who answers a record and asks them, through absences of broker and database. */
export class Asking<Tx> {
  readonly #rows: ReadonlyMap<string, SubscriptionRow>;
  /** Firms that could not be served, and why; told once each. */
  readonly #told = new Map<FirmId, FailureCode>();

  constructor(
    private readonly table: ConsumerTable,
    private readonly world: RuntimeWorld<Tx>,
  ) {
    this.#rows = new Map(table.rows.map((row) => [`${row.topic} ${row.event}`, row]));
  }

  rowOf(item: WorkItem): SubscriptionRow | undefined {
    return item.event === null ? undefined : this.#rows.get(`${item.record.topic} ${item.event.name}`);
  }

  /**
   * What becomes of each item of a run. What a handler throws because of its firm is tried again.
   * @throws whatever else a handler throws
   */
  async ask(items: readonly WorkItem[], tries: number): Promise<readonly Verdict[]> {
    const [first] = items;
    if (first === undefined) return [];
    if (first.event === null) return [dead('EVENT_UNREADABLE')];
    const row = this.rowOf(first);
    if (row === undefined) return [skip('nobody answers this event')];
    const deliveries = items.map((item) => toDelivery(item, tries));
    try {
      return await steadfast(
        () => this.#call(row, deliveries),
        first.partition.signal,
        (error) => this.trouble(first, error),
      );
    } catch (error) {
      const code = this.world.firmFailureOf?.(error);
      if (code === undefined) throw error;
      this.#tellOnce(first, code, error);
      return items.map(() => retry(code));
    }
  }

  /** A firm’s own failure meets all of its work alike. */
  #tellOnce({ firm }: WorkItem, code: FailureCode, error: unknown): void {
    if (this.#told.get(firm) === code) return;
    this.#told.set(firm, code);
    this.world.watch.log(
      'error',
      { group: this.table.group, firm, code, error },
      'the firm cannot be served',
    );
  }

  async #call(row: SubscriptionRow, deliveries: readonly Delivery[]): Promise<readonly Verdict[]> {
    const handler = this.world.handlerOf(row);
    // The table’s constructors `on` and `onBatch` tie a row’s event to its handler’s type.
    if (row.batch !== undefined) return (handler as EventBatchHandler<Event['name']>).handleBatch(deliveries);
    const verdicts: Verdict[] = [];
    for (const delivery of deliveries) {
      verdicts.push(await (handler as EventHandler<Event['name']>).handle(delivery));
    }
    return verdicts;
  }

  /** Tells that the ground is away. */
  trouble({ firm }: WorkItem, error: unknown): void {
    const fields = { group: this.table.group, firm, error };
    this.world.watch.log('warn', fields, 'broker or database is away: trying again');
  }
}
