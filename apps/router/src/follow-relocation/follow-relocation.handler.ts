import {
  causedBy,
  matterKey,
  matterStream,
  type Event,
  type FirmId,
  type MatterId,
} from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { done, skip, type Delivery, type EventHandler, type Verdict } from '@counterpart/eventing';
import { isFirmUnknown } from '../routing/firm/firm-unknown.js';

/** What the archiver tells of a move; or that it gave that, or other work of a document, up, or that a person did. */
export type MoveOutcome =
  'Relocated' | 'RelocationConflictFound' | 'RelocationRefused' | 'WorkDeadLettered' | 'WorkDiscarded';

/**
 * When a move has an outcome, the document takes its next turn; of a folder, all of its documents do. What a person gave up
 * makes room for what waited behind it; what the archiver gave up, for what is to be locked away.
 */
export class FollowRelocation {
  constructor(
    private readonly store: EventStore,
    private readonly documents: EventHandler<MoveOutcome>,
    private readonly now: () => Date,
  ) {}

  async handle(delivery: Delivery<MoveOutcome>): Promise<Verdict> {
    const { event, fence } = delivery;
    const { firm, data } = event;
    if (data.document !== null) return this.ofDocument(delivery);
    if (data.matter === null || !isOfFolder(event)) return skip('about no move');
    const review = reviewOf(firm, data.matter);
    const cause = causedBy(event, 'router', 'follow-relocation');
    await this.store.transact(
      (tx) =>
        this.store.append(
          tx,
          cause,
          [{ stream: review.stream, expected: 'any', events: [review] }],
          this.now(),
        ),
      { fence, firm: event.firm },
    );
    return done();
  }

  /** What cannot go on though work was discarded does not become failed work once more: it could be discarded without end. */
  private async ofDocument(delivery: Delivery<MoveOutcome>): Promise<Verdict> {
    const verdict = await this.documents.handle(delivery);
    const { event } = delivery;
    const hasFailed = verdict.kind === 'retry' || verdict.kind === 'dead';
    if (!hasFailed || event.name !== 'WorkDiscarded') return verdict;
    // What waits for the firm’s entry was not looked at yet.
    const isNew = isFirmUnknown(verdict) && event.data.code !== verdict.code;
    return isNew ? verdict : skip(`waits: ${verdict.code}`);
  }
}

/** Of what is given up beside documents, the move of a folder alone lets anything go on. */
const isOfFolder = ({ data }: Event<MoveOutcome>): boolean =>
  !('eventType' in data) || data.eventType === 'RelocationPlanned';

function reviewOf(firm: FirmId, matter: MatterId): NewEvent<'PlacementReviewRequested'> {
  return {
    name: 'PlacementReviewRequested',
    stream: matterStream(firm, matter),
    firm,
    key: matterKey(firm, matter),
    data: { matter, because: 'folder-relocated' },
  };
}
