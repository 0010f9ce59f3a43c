import {
  deadLetterTopicOf,
  DocumentId,
  documentStream,
  MatterId,
  matterKey,
  matterStream,
  parkedTopicOf,
  StreamName,
  type Event,
  type FirmId,
  type Owner,
} from '@counterpart/contracts';
import type { EventStore, NewEvent, Transaction } from '@counterpart/event-store';
import type { FailedWork, FailureTrail, RecoveredWork, Work } from '@counterpart/eventing';

/** The document and matter that work was about, as far as its event names them. */
interface Subject {
  readonly document: DocumentId | null;
  readonly matter: MatterId | null;
}

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
    const { matter } = subjectOf(work.event);
    const stream = streamOf(work);
    const causationId = work.event?.id ?? placeOf(work.source);
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
      key: matterKey(work.firm, matter),
    };
    await this.store.append(tx, cause, [{ stream, expected: 'any', events: [event] }], this.now());
  }
}

function subjectOf(event: Event | null): Subject {
  if (event === null) return { document: null, matter: null };
  if (event.name === 'DeliveryReceived') return subjectOfDelivery(event);
  const { document, matter } = { document: null, matter: null, ...event.data };
  // A fact carries the whole record, an outcome only its id.
  if (document !== null && typeof document === 'object')
    return { document: document.id, matter: document.matter };
  return { document, matter: matter !== null && typeof matter === 'object' ? matter.id : matter };
}

function subjectOfDelivery({ data }: Event<'DeliveryReceived'>): Subject {
  if (data.model === 'document') return { document: DocumentId.parse(data.object), matter: data.matter };
  return { document: null, matter: data.model === 'matter' ? MatterId.parse(data.object) : data.matter };
}

const dataOf = ({ group, source, event }: Work) => ({
  consumer: group,
  source,
  eventType: event?.name ?? null,
  eventId: event?.id ?? null,
  ...subjectOf(event),
});

function streamOf({ firm, group, source, event }: Work): StreamName {
  const { document, matter } = subjectOf(event);
  if (document !== null) return documentStream(firm, document);
  if (matter !== null) return matterStream(firm, matter);
  return undirected(firm, group, source);
}

/** The stream of work that names neither document nor matter: its place on the topic is all there is to say. */
function undirected(firm: FirmId, group: string, source: Work['source']): StreamName {
  return StreamName.parse(`dead-${firm}-${group}-${source.topic}-${source.partition}-${source.offset}`);
}

/** An unreadable record has no id; its place on the topic is as good a cause. */
const placeOf = ({ topic, partition, offset }: Work['source']): string => `${topic}/${partition}/${offset}`;
