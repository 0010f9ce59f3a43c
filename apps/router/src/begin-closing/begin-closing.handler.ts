import { causedBy, matterKey, matterStream, type Event } from '@counterpart/contracts';
import type { EventStore, Transaction } from '@counterpart/event-store';
import { done, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import type { Policies } from '../route-document/route-document.ports.js';
import { evolveMatter, UNKNOWN_MATTER } from '../routing/matter/matter-course.js';

/** When a matter was closed and the policy archives closed matters, its closing begins: from now on it is tended. */
export class BeginClosing {
  constructor(
    private readonly store: EventStore,
    private readonly policies: Policies,
    private readonly options: {
      /** How long it waits for documents before it asks. */
      readonly patienceMs: number;
      readonly now: () => Date;
    },
  ) {}

  async handle({ event, fence }: Delivery<'MatterClosed'>): Promise<Verdict> {
    return this.store.transact((tx) => this.begin(tx, event), { fence, afresh: true, firm: event.firm });
  }

  private async begin(tx: Transaction, event: Event<'MatterClosed'>): Promise<Verdict> {
    const { firm } = event;
    const policy = await this.policies.inForce(tx, firm);
    if (policy === undefined) return retry('FIRM_UNKNOWN');
    const { action } = policy.closing;
    if (action === 'none') return skip('the policy leaves closed matters alone');
    const matter = event.data.matter.id;
    const stream = matterStream(firm, matter);
    const story = await this.store.readStream(stream, { tx });
    const course = story.reduce((known, { event: told }) => evolveMatter(known, told), UNKNOWN_MATTER);
    if (course.snapshot?.status !== 'Closed') return skip('opened again meanwhile');
    if (story.some(({ event: told }) => told.name === 'ClosingBegun' && told.data.closing === event.id)) {
      return skip('begun before');
    }
    const { patienceMs, now } = this.options;
    const begun = now();
    const askAfter = new Date(begun.getTime() + patienceMs).toISOString();
    const data = { matter, closing: event.id, action, askAfter, policyVersion: policy.version };
    const told = { name: 'ClosingBegun', stream, firm, key: matterKey(firm, matter), data } as const;
    const cause = causedBy(event, 'router', 'begin-closing');
    await this.store.append(tx, cause, [{ stream, expected: story.length, events: [told] }], begun);
    return done();
  }
}
