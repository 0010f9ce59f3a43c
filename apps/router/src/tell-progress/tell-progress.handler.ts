import type { EventStore, StoreCursor } from '@counterpart/event-store';
import type { ProgressBook, TopicProgress } from './tell-progress.ports.js';

/** What stood on the topics at a moment. */
interface Mark {
  readonly upTo: StoreCursor;
  readonly isPassed: () => Promise<boolean>;
}

/**
 * By the clock: tells how far the router has decided, so that nobody claims more. A change that is recorded is not decided on before its
 * record was answered; most answers leave no trace. So it is looked up what stands on the topics, and told once all groups
 * are beyond that. Every pod may do it: what one told is never taken back.
 */
export class TellProgress {
  #mark: Mark | undefined;

  constructor(
    private readonly store: Pick<EventStore, 'transact'>,
    private readonly topics: TopicProgress,
    private readonly book: ProgressBook,
  ) {}

  async tend(): Promise<void> {
    this.#mark ??= await this.#marked();
    const { upTo, isPassed } = this.#mark;
    if (!(await isPassed())) return;
    this.#mark = undefined;
    await this.store.transact((tx) => this.book.tell(tx, upTo), { firm: null });
  }

  /** What is relayed comes first: all of it stands on the topics by the time these are looked at. */
  async #marked(): Promise<Mark> {
    const upTo = await this.store.transact((tx) => this.book.relayedUpTo(tx), { firm: null });
    return { upTo, isPassed: await this.topics.mark() };
  }
}
