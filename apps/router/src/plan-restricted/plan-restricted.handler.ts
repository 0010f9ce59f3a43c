import { causedBy, firmStream, type Event } from '@counterpart/contracts';
import type { EventStore, Transaction } from '@counterpart/event-store';
import { done, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { folderPlan } from '@counterpart/restricted-folder';
import type { Policies, RestrictedFolders } from '../route-document/route-document.ports.js';

/** When a policy names another restricted folder or group, and privileged documents are there, it is planned anew. */
export class PlanRestricted {
  constructor(
    private readonly store: EventStore,
    private readonly folders: RestrictedFolders,
    private readonly policies: Policies,
    private readonly now: () => Date,
  ) {}

  async handle({ event, fence }: Delivery<'PolicyApplied'>): Promise<Verdict> {
    return this.store.transact((tx) => this.plan(tx, event), { fence, firm: event.firm });
  }

  private async plan(tx: Transaction, event: Event<'PolicyApplied'>): Promise<Verdict> {
    const { firm } = event;
    const policy = await this.policies.inForce(tx, firm);
    if (policy === undefined) return retry('FIRM_UNKNOWN');
    const record = await this.folders.record(tx, firm);
    if (record.planned === null) return skip('nothing privileged yet');
    const events = folderPlan(firm, policy, record);
    if (events.length === 0) return skip('planned already');
    const write = { stream: firmStream(firm), expected: 'any' as const, events };
    await this.store.append(tx, causedBy(event, 'router', 'plan-restricted'), [write], this.now());
    return done();
  }
}
