import { causedBy, matterKey, matterStream, type Event } from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { done, type Delivery, type EventHandler, type Verdict } from '@counterpart/eventing';

/** What the archiver tells of a move. */
export type MoveOutcome = 'Relocated' | 'RelocationConflictFound' | 'RelocationRefused';

/** When a move has an outcome, the document takes its next turn; of a folder, all of its documents do. */
export class FollowRelocation {
  constructor(
    private readonly store: EventStore,
    private readonly documents: EventHandler<MoveOutcome>,
    private readonly now: () => Date,
  ) {}

  async handle(delivery: Delivery<MoveOutcome>): Promise<Verdict> {
    const { event, fence } = delivery;
    if (event.data.document !== null) return this.documents.handle(delivery);
    const review = reviewOf(event);
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
}

function reviewOf({ firm, data: { matter } }: Event<MoveOutcome>): NewEvent<'PlacementReviewRequested'> {
  return {
    name: 'PlacementReviewRequested',
    stream: matterStream(firm, matter),
    firm,
    key: matterKey(firm, matter),
    data: { matter, because: 'folder-relocated' },
  };
}
