import type { FirmId } from '@counterpart/contracts';
import type { Reconcile, SweepOutcome } from './reconcile-records.handler.js';

/** What the sweeper runs with. */
export interface SweeperOptions {
  /** Between two sweeps of a firm. */
  readonly everyMs: number;
  /** Whether anything is done for the firm now: of one that is suspended or removed, nothing is. */
  readonly isServed: (firm: FirmId) => Promise<boolean>;
  /** Whether the firm’s sweep waits for the budget of calls: meanwhile it is in no other firm’s way. */
  readonly isWaiting: (firm: FirmId) => boolean;
  readonly now: () => Date;
  readonly onSwept: (firm: FirmId, outcome: SweepOutcome) => void;
  readonly onTrouble: (firm: FirmId, error: unknown) => void;
}

/** A sweep that broke off is begun anew after this long, or after one interval where that is shorter. */
const AGAIN_MS = 60_000;
/** A new policy may ask for a sweep before its time: whether it does is looked at so often. It costs two short queries. */
const LOOK_MS = 60_000;
/** Sweeps of different firms that run at once, beside those that wait for their firm’s budget: they share our database. */
const AT_ONCE = 2;
/** Where all of them run it is looked so often whether one has begun to wait. */
const FREE_MS = 1_000;
const LONGEST_TIMER_MS = 3_600_000;

/** Runs the sweeps of all firms by the clock. One firm’s trouble is not another’s. */
export class Sweeper {
  readonly #over = new AbortController();
  readonly #due = new Map<FirmId, number>();
  readonly #running = new Map<FirmId, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly reconcile: Pick<Reconcile, 'sweep'>,
    private readonly firms: () => readonly FirmId[],
    private readonly options: SweeperOptions,
  ) {}

  start(): void {
    this.#look();
  }

  async stop(): Promise<void> {
    this.#over.abort(new Error('ingest stops'));
    clearTimeout(this.#timer);
    await Promise.all(this.#running.values());
  }

  /** Begins what is due, the longest overdue first, and looks again when the next is. */
  #look(): void {
    clearTimeout(this.#timer);
    if (this.#over.signal.aborted) return;
    const now = this.options.now().getTime();
    // One that came meanwhile is the longest overdue.
    for (const firm of this.firms()) if (!this.#due.has(firm)) this.#due.set(firm, 0);
    const waiting = [...this.#due].filter(([firm]) => !this.#running.has(firm));
    const inOrder = waiting.toSorted(([, one], [, other]) => one - other);
    for (const [firm, due] of inOrder) {
      if (due > now) {
        this.#timer = setTimeout(() => this.#look(), Math.min(due - now, LONGEST_TIMER_MS));
        return;
      }
      // The one that ends first looks again, too.
      if (this.#atWork() >= AT_ONCE) {
        this.#timer = setTimeout(() => this.#look(), FREE_MS);
        return;
      }
      this.#running.set(firm, this.#sweep(firm));
    }
  }

  #atWork(): number {
    return [...this.#running.keys()].filter((firm) => !this.options.isWaiting(firm)).length;
  }

  async #sweep(firm: FirmId): Promise<void> {
    try {
      if (!(await this.options.isServed(firm))) {
        this.#due.set(firm, this.options.now().getTime() + LOOK_MS);
        return;
      }
      const outcome = await this.reconcile.sweep(firm, this.#over.signal);
      this.#due.set(firm, Math.min(outcome.dueAt.getTime(), this.options.now().getTime() + LOOK_MS));
      this.options.onSwept(firm, outcome);
    } catch (error) {
      this.#due.set(firm, this.options.now().getTime() + Math.min(AGAIN_MS, this.options.everyMs));
      if (!this.#over.signal.aborted) this.options.onTrouble(firm, error);
    } finally {
      this.#running.delete(firm);
      this.#look();
    }
  }
}
