import {
  deadLetterTopicOf,
  DocumentId,
  documentStream,
  MatterId,
  matterKey,
  matterStream,
  StreamName,
  type Event,
  type FirmId,
  type Owner,
} from '@counterpart/contracts';
import type { EventStore, Transaction } from '@counterpart/event-store';
import type { DeadLetter } from '@counterpart/eventing';

/** The document and matter that work was about, as far as its event names them. */
interface Subject {
  readonly document: DocumentId | null;
  readonly matter: MatterId | null;
}

/** Puts given-up work on the audit trail and, through the relay, on the service’s dead-letter topic. */
export class DeadLetters {
  constructor(
    private readonly store: EventStore,
    private readonly owner: Owner,
    private readonly now: () => Date,
  ) {}

  /** Appends within the transaction that parks the key; a repetition finds the event there. */
  async record(tx: Transaction, letter: DeadLetter): Promise<void> {
    const { document, matter } = subjectOf(letter.event);
    const stream = streamOf(letter, { document, matter });
    const causationId = letter.event?.id ?? placeOf(letter.source);
    await this.store.append(
      tx,
      {
        eventId: causationId,
        correlationId: letter.event?.correlationid ?? causationId,
        // Work that is retried by hand and given up again is a new fact.
        handler: `${letter.group}.dead-letter@${letter.lastFailedAt.toISOString()}`,
        actor: `service:${this.owner}`,
        source: `/counterpart/${this.owner}`,
      },
      [
        {
          stream,
          expected: 'any',
          events: [
            {
              name: 'WorkDeadLettered',
              stream,
              firm: letter.firm,
              key: matterKey(letter.firm, matter),
              topic: deadLetterTopicOf(this.owner),
              data: {
                consumer: letter.group,
                source: letter.source,
                eventType: letter.event?.name ?? null,
                eventId: letter.event?.id ?? null,
                code: letter.code,
                tries: letter.tries,
                firstFailedAt: letter.firstFailedAt.toISOString(),
                lastFailedAt: letter.lastFailedAt.toISOString(),
                document,
                matter,
              },
            },
          ],
        },
      ],
      this.now(),
    );
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

function streamOf({ firm, group, source }: DeadLetter, { document, matter }: Subject): StreamName {
  if (document !== null) return documentStream(firm, document);
  if (matter !== null) return matterStream(firm, matter);
  return undirected(firm, group, source);
}

/** The stream of work that names neither document nor matter: its place on the topic is all there is to say. */
function undirected(firm: FirmId, group: string, source: DeadLetter['source']): StreamName {
  return StreamName.parse(`dead-${firm}-${group}-${source.topic}-${source.partition}-${source.offset}`);
}

/** An unreadable record has no id; its place on the topic is as good a cause. */
const placeOf = ({ topic, partition, offset }: DeadLetter['source']): string =>
  `${topic}/${partition}/${offset}`;
