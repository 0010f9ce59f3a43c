import type { IncomingRecord } from '../broker.js';
import type { SubscriptionRow } from '../subscription.js';

/** Header of a record with the event’s type, as `DocumentAdded.v1`. */
const TYPE = 'type';
const NAME = /^([A-Za-z]+)\.v\d+$/;

/**
 * Which records a group has an answer for, told by their headers: most of what a topic carries is for other groups, and
 * to read it only to lay it aside would cost more than the work itself.
 */
export class AnsweredEvents {
  readonly #names: ReadonlySet<string>;

  constructor(rows: readonly Pick<SubscriptionRow, 'topic' | 'event'>[]) {
    this.#names = new Set(rows.map(({ topic, event }) => `${topic} ${event}`));
  }

  /** False only where the header names an event that no row answers; what says nothing of itself has to be read. */
  has({ topic, headers }: Pick<IncomingRecord, 'topic' | 'headers'>): boolean {
    const name = NAME.exec(headers[TYPE] ?? '')?.[1];
    return name === undefined || this.#names.has(`${topic} ${name}`);
  }
}
