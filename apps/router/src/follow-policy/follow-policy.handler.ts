import { causedBy, MatterId, matterKey, type Event, type StreamName } from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { done, type Delivery, type Verdict } from '@counterpart/eventing';
import type { MatterDocuments } from '../relocate-matter/relocate-matter.ports.js';

/** What is new for all matters of a firm. */
export type FirmTurn = 'PolicyApplied' | 'SetAsidesResumed';

/** Matters that one transaction asks a review for. */
const BATCH = 500;

/** When a policy came into force, each matter of the firm is asked to be reviewed: one record a matter. */
export class FollowPolicy {
  constructor(
    private readonly store: EventStore,
    private readonly documents: MatterDocuments,
    private readonly now: () => Date,
  ) {}

  async handle({ event, fence, signal }: Delivery<FirmTurn>): Promise<Verdict> {
    const matters = await this.store.transact((tx) => this.documents.mattersOf(tx, event.firm), {
      firm: event.firm,
    });
    for (let start = 0; start < matters.length; start += BATCH) {
      signal.throwIfAborted();
      const appends = matters.slice(start, start + BATCH).map((stream) => {
        const review = reviewOf(event, stream);
        // Each matter is a cause of its own: what a redelivery finds done hinders no other.
        const cause = causedBy(event, 'router', `follow-policy.${review.data.matter}`);
        return { cause, writes: [{ stream, expected: 'any' as const, events: [review] }] };
      });
      await this.store.transact((tx) => this.store.appendAll(tx, appends, this.now()), {
        fence,
        firm: event.firm,
      });
    }
    return done();
  }
}

function reviewOf(event: Event<FirmTurn>, stream: StreamName): NewEvent<'PlacementReviewRequested'> {
  const { firm } = event;
  const matter = MatterId.parse(stream.slice(stream.lastIndexOf('-') + 1));
  return {
    name: 'PlacementReviewRequested',
    stream,
    firm,
    key: matterKey(firm, matter),
    data: { matter, because: event.name === 'PolicyApplied' ? 'policy-applied' : 'set-asides-resumed' },
  };
}
