import DataLoader from 'dataloader';
import { causedBy, documentStream, type Event, type FailureCode } from '@counterpart/contracts';
import type { EventStore, NewEvent, Transaction } from '@counterpart/event-store';
import type { OutcomeDesk, ProgressBook, StagingRecord } from '../stage-document/stage-document.ports.js';
import type { TakenFile } from '../upload/taken-file.js';
import type { FileOwnersStore } from './file-owners.store.js';

/** Most documents that one query or transaction takes. */
const TOGETHER = 256;

/**
 * Asks for and records what documents come to. Documents that come at the same time share a query and a transaction:
 * a pack’s documents are staged at the same moment.
 */
export class StagingDesk implements OutcomeDesk {
  readonly #answered: DataLoader<Event<'DocumentRouted'>, boolean>;
  readonly #records: DataLoader<StagingRecord, true>;

  constructor(
    private readonly store: EventStore,
    private readonly progress: Pick<ProgressBook, 'forget'>,
    private readonly owners: FileOwnersStore,
    private readonly now: () => Date,
  ) {
    const options = { cache: false, maxBatchSize: TOGETHER } as const;
    this.#answered = new DataLoader((events) => this.#look(events), options);
    this.#records = new DataLoader((records) => this.#recordAll(records), options);
  }

  isAnswered(event: Event<'DocumentRouted'>): Promise<boolean> {
    return this.#answered.load(event);
  }

  async lossToWaitOut({ id, firm, data }: Event<'DocumentRouted'>): Promise<FailureCode | null> {
    const story = await this.store.readStream(documentStream(firm, data.document));
    for (const { event } of story.toReversed()) {
      if (event.name === 'RetryOrdered' && event.data.eventId === id) return null;
      const isBefore =
        event.name === 'StagingLost' &&
        event.data.versionNumber === data.version.number &&
        event.data.attempt === data.attempt - 1;
      if (isBefore) return event.data.reason;
    }
    return null;
  }

  async record(record: StagingRecord): Promise<void> {
    await this.#records.load(record);
  }

  async #look(events: readonly Event<'DocumentRouted'>[]): Promise<boolean[]> {
    const answered = await this.store.answered(events, 'uploader.stage-document');
    return events.map(({ id }) => answered.has(id));
  }

  /** One transaction for each partition: whether it is still ours is checked once for all of its documents. */
  async #recordAll(records: readonly StagingRecord[]): Promise<(true | Error)[]> {
    const failures = new Map<StagingRecord, Error>();
    const byPartition = Map.groupBy(records, ({ fence }) => fence?.resource);
    await Promise.all(
      [...byPartition.values()].map(async (together) => {
        try {
          await this.#recordTogether(together);
        } catch (error) {
          const failure = error instanceof Error ? error : new Error(String(error));
          for (const record of together) failures.set(record, failure);
        }
      }),
    );
    return records.map((record) => failures.get(record) ?? true);
  }

  #recordTogether(records: readonly StagingRecord[]): Promise<void> {
    const work = async (tx: Transaction): Promise<void> => {
      const events = await this.#apart(tx, records);
      const appends = events.map(({ cause, event }) => ({
        cause: causedBy(cause, 'uploader', 'stage-document'),
        writes: [{ stream: event.stream, expected: 'any' as const, events: [event] }],
      }));
      await this.store.appendAll(tx, appends, this.now());
      for (const { cause } of records) await this.progress.forget(tx, cause.id);
    };
    const firm = records.map(({ cause }) => cause.firm);
    return this.store.transact(work, { fence: records[0]?.fence ?? null, firm });
  }

  /** Two documents never share a file: one that is another document’s by now is in the way. */
  async #apart(tx: Transaction, records: readonly StagingRecord[]) {
    const taken = new Map(records.flatMap(takenBy));
    const refused = await this.owners.take(tx, [...taken.values()]);
    return records.map((record) => {
      const { cause, outcome } = record;
      const file = taken.get(record);
      return { cause, event: file !== undefined && refused.has(file) ? inTheWay(outcome) : outcome };
    });
  }
}

/** A document that was recognised takes the file that lies there. */
function takenBy(record: StagingRecord): readonly (readonly [StagingRecord, TakenFile])[] {
  const { outcome } = record;
  if (outcome.name !== 'DocumentMirrored') return [];
  return [[record, { firm: outcome.firm, document: outcome.data.document, file: outcome.data.counterpart }]];
}

function inTheWay(outcome: NewEvent): NewEvent {
  if (outcome.name !== 'DocumentMirrored') return outcome;
  const { stream, firm, key, data } = outcome;
  const { document, matter, routed, versionNumber, path, rev, contentHash } = data;
  return {
    stream,
    firm,
    key,
    name: 'PlacementConflictFound',
    data: {
      document,
      matter,
      routed,
      versionNumber,
      path,
      found: 'file',
      foundRev: rev,
      foundContentHash: contentHash,
      contentHash,
    },
  };
}
