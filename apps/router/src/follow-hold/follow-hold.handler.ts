import { causedBy, matterKey, matterStream, type Event } from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { done, type Delivery, type Verdict } from '@counterpart/eventing';

/** When a legal hold is lifted, what it held back is looked at again. */
export class FollowHold {
  constructor(
    private readonly store: EventStore,
    private readonly now: () => Date,
  ) {}

  async handle({ event, fence }: Delivery<'LegalHoldLifted'>): Promise<Verdict> {
    const review = reviewOf(event);
    const write = { stream: review.stream, expected: 'any' as const, events: [review] };
    const cause = causedBy(event, 'router', 'follow-hold');
    await this.store.transact((tx) => this.store.append(tx, cause, [write], this.now()), {
      fence,
      firm: event.firm,
    });
    return done();
  }
}

function reviewOf({
  firm,
  data: { matter },
}: Event<'LegalHoldLifted'>): NewEvent<'PlacementReviewRequested'> {
  return {
    name: 'PlacementReviewRequested',
    stream: matterStream(firm, matter),
    firm,
    key: matterKey(firm, matter),
    data: { matter, because: 'matter-changed' },
  };
}
