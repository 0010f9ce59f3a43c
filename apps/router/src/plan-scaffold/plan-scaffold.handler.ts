import { causedBy, matterKey, matterStream, type Event } from '@counterpart/contracts';
import type { EventStore, NewEvent, Transaction } from '@counterpart/event-store';
import { done, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import type { MatterFolders, Policies } from '../route-document/route-document.ports.js';
import { evolveMatter, UNKNOWN_MATTER } from '../routing/matter/matter-course.js';

/** The facts after which a matter may need its folder. */
export type MatterTurn = 'MatterRegistered' | 'MatterChanged' | 'MatterReopened';

/**
 * When a matter is known and the policy mirrors it, its folder is claimed and its scaffold planned, once. When something of
 * a matter with a folder changes, a review is asked for: the folder and its documents may belong elsewhere now.
 */
export class PlanScaffold {
  constructor(
    private readonly store: EventStore,
    private readonly folders: MatterFolders,
    private readonly policies: Policies,
    private readonly now: () => Date,
  ) {}

  async handle({ event, fence }: Delivery<MatterTurn>): Promise<Verdict> {
    return this.store.transact((tx) => this.plan(tx, event), { fence, afresh: true, firm: event.firm });
  }

  private async plan(tx: Transaction, event: Event<MatterTurn>): Promise<Verdict> {
    const { firm } = event;
    const policy = await this.policies.inForce(tx, firm);
    if (policy === undefined) return retry('FIRM_UNKNOWN');
    const stream = matterStream(firm, event.data.matter.id);
    const story = await this.store.readStream(stream, { tx });
    const course = story.reduce((known, { event: told }) => evolveMatter(known, told), UNKNOWN_MATTER);
    if (course.folder !== null) {
      if (event.name === 'MatterRegistered') return skip('scaffold already planned');
      await this.append(tx, event, 'any', reviewOf(event));
      return done();
    }
    // The stream may know more than this event: what it says last counts.
    const plan = await this.folders.plan(tx, firm, policy, course.snapshot ?? event.data.matter);
    if (plan.kind === 'left-out') return skip(`left out by ${plan.by.rule}`);
    await this.append(tx, event, story.length, plan.event);
    return done();
  }

  private async append(
    tx: Transaction,
    event: Event<MatterTurn>,
    expected: number | 'any',
    told: NewEvent,
  ): Promise<void> {
    const cause = causedBy(event, 'router', 'plan-scaffold');
    await this.store.append(tx, cause, [{ stream: told.stream, expected, events: [told] }], this.now());
  }
}

function reviewOf({ firm, data: { matter } }: Event<MatterTurn>): NewEvent<'PlacementReviewRequested'> {
  return {
    name: 'PlacementReviewRequested',
    stream: matterStream(firm, matter.id),
    firm,
    key: matterKey(firm, matter.id),
    data: { matter: matter.id, because: 'matter-changed' },
  };
}
