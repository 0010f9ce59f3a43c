import {
  deadLetterTopicOf,
  matterKey,
  parkedTopicOf,
  subjectOf,
  workStream,
  type Owner,
} from '@counterpart/contracts';
import type { EventStore, NewEvent, Transaction } from '@counterpart/event-store';
import type { FailedWork, FailureTrail, RecoveredWork, Work } from '@counterpart/eventing';

type FailureEvent = 'WorkParked' | 'WorkRecovered' | 'WorkDeadLettered';

/** What is told of failing work; `as` is part of the event’s id. */
type Told = { readonly as: string } & {
  [Name in FailureEvent]: Pick<NewEvent<Name>, 'name' | 'data' | 'topic'>;
}[FailureEvent];

/** Puts failing work on the audit trail and, through the relay, on the service’s own topics. */
export class StoredFailureTrail implements FailureTrail<Transaction> {
  constructor(
    private readonly store: EventStore,
    private readonly owner: Owner,
    private readonly now: () => Date,
  ) {}

  async failed(tx: Transaction, work: FailedWork): Promise<void> {
    const failure = {
      code: work.code,
      tries: work.tries,
      firstFailedAt: work.firstFailedAt.toISOString(),
      lastFailedAt: work.lastFailedAt.toISOString(),
    };
    const what = { ...dataOf(work), ...failure };
    // Work that is retried and fails again is a new fact.
    const at = failure.lastFailedAt;
    await this.#append(
      tx,
      work,
      work.nextTryAt === null
        ? {
            as: `dead-letter@${at}`,
            name: 'WorkDeadLettered',
            data: what,
            topic: deadLetterTopicOf(this.owner),
          }
        : {
            as: `parked@${at}`,
            name: 'WorkParked',
            data: { ...what, nextTryAt: work.nextTryAt.toISOString() },
            topic: parkedTopicOf(this.owner),
          },
    );
  }

  async recovered(tx: Transaction, work: RecoveredWork): Promise<void> {
    await this.#append(tx, work, {
      as: `recovered@${work.tries}`,
      name: 'WorkRecovered',
      data: { ...dataOf(work), tries: work.tries },
      topic: parkedTopicOf(this.owner),
    });
  }

  /** Appends within the caller’s transaction; a repetition finds the event there. */
  async #append(tx: Transaction, work: Work, told: Told): Promise<void> {
    const subject = subjectOf(work.event);
    const stream = workStream(work.firm, subject, { consumer: work.group, ...work.source });
    const causationId = work.event?.id ?? causeOf(work.source);
    const { as, ...what } = told;
    const cause = {
      eventId: causationId,
      correlationId: work.event?.correlationid ?? causationId,
      handler: `${work.group}.${as}`,
      actor: `service:${this.owner}`,
      source: `/counterpart/${this.owner}`,
    };
    const event: NewEvent<FailureEvent> = {
      ...what,
      stream,
      firm: work.firm,
      key: matterKey(work.firm, subject.matter),
    };
    await this.store.append(tx, cause, [{ stream, expected: 'any', events: [event] }], this.now());
  }
}

const dataOf = ({ group, source, event }: Work) => ({
  consumer: group,
  source,
  eventType: event?.name ?? null,
  eventId: event?.id ?? null,
  ...subjectOf(event),
});

/** An unreadable record has no id; its place on the topic is as good a cause. */
const causeOf = ({ topic, partition, offset }: Work['source']): string => `${topic}/${partition}/${offset}`;
