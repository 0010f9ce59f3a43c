import type { Event, EventName } from '@counterpart/contracts';
import type { ClientBase } from 'pg';
import { STORED_COLUMNS, toRecordedEvent, type StoredRow } from '../read-streams.js';
import { earlier } from './document-move.js';
import { HELD, type DocumentStatus } from './document-status.js';

/** What makes a document wait that was in place, or left out by a rule. */
const AWAKENINGS: ReadonlySet<EventName> = new Set<EventName>([
  'DocumentRouted',
  'PlacementConflictFound',
  'SourceMissing',
  'WorkDeadLettered',
]);

/** Whether a document waits since the cause of an event, not since its own change in Clio. */
export const mayWaitSinceItsCause = (before: DocumentStatus | undefined, event: Event): boolean =>
  event.name === 'RelocationPlanned' ||
  (before !== undefined &&
    (AWAKENINGS.has(event.name) || isHeld(event)) &&
    (before.addedAt === null || before.state === 'mirrored'));

/** What a rule leaves out waits for nothing; what it holds back waits for a person. */
const isHeld = (event: Event): boolean => event.name === 'DocumentSkipped' && event.data.reason === HELD;

/** Steps between a change and what follows from it: the change itself lies behind them. */
const STEPS: ReadonlySet<EventName> = new Set<EventName>([
  'PlacementReviewRequested',
  'RelocationPlanned',
  'Relocated',
  'RelocationConflictFound',
  'RelocationRefused',
]);

/** From a plan to the change that it follows from: a review, a folder’s move, and one after that. */
const MOST_STEPS = 6;

/** Finds since when what an event answers has waited: a rename that was told late was made in Clio before. */
export class Causes {
  readonly #found = new Map<string, Promise<Event | undefined>>();

  constructor(private readonly client: ClientBase) {}

  /** @returns when the change was made, as far as the trail tells it; RFC 3339 in UTC, the event’s own time at the latest */
  async since(event: Event): Promise<string> {
    let [cause, since] = [await this.#causeOf(event), event.time];
    for (let step = 0; cause !== undefined && step < MOST_STEPS; step += 1) {
      if (!STEPS.has(cause.name)) return earlier(changedAt(cause) ?? since, since);
      since = earlier(cause.time, since);
      cause = await this.#causeOf(cause);
    }
    return since;
  }

  /** Many events of a batch have one cause. */
  #causeOf({ firm, causationid: id }: Event): Promise<Event | undefined> {
    const known = this.#found.get(id) ?? this.#read(firm, id);
    this.#found.set(id, known);
    return known;
  }

  async #read(firm: string, id: string): Promise<Event | undefined> {
    if (!UUID.test(id)) return undefined;
    const { rows } = await this.client.query<StoredRow>(
      `select ${STORED_COLUMNS} from event_store.events where event_id = $1 and firm = $2`,
      [id, firm],
    );
    return rows[0] === undefined ? undefined : toRecordedEvent(rows[0]).event;
  }
}

/** What is no event’s id (a sweep’s, a person’s command) has other names, too. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** When a change was made in Clio or ordered by a person; undefined for what is no change. */
function changedAt(cause: Event): string | undefined {
  switch (cause.name) {
    case 'DocumentChanged':
    case 'DocumentRestored':
    case 'DocumentVersionAdded':
      return earlier(cause.data.document.updatedAt, cause.time);
    case 'MatterRegistered':
    case 'MatterChanged':
    case 'MatterClosed':
    case 'MatterReopened':
      return earlier(cause.data.matter.updatedAt, cause.time);
    case 'PolicyApplied':
    case 'PrivilegeReleased':
    case 'LegalHoldLifted':
    case 'DriftFound':
      return cause.time;
    default:
      return undefined;
  }
}
