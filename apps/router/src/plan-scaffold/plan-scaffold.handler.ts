import {
  causedBy,
  matterKey,
  matterStream,
  type Event,
  type EventData,
  type FirmId,
  type MatterSnapshot,
  type Policy,
} from '@counterpart/contracts';
import type { EventStore, Transaction } from '@counterpart/event-store';
import { dead, done, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { candidates, matterFilter, matterFolder, scaffold } from '@counterpart/placement';
import type { PathClaims, Policies } from '../route-document/route-document.ports.js';
import { evolveMatter, UNKNOWN_MATTER } from '../routing/matter-course.js';

/** The facts after which a matter may need its folder. */
export type MatterTurn = 'MatterRegistered' | 'MatterChanged' | 'MatterReopened';

/** When a matter is known and the policy mirrors it, its folder is claimed and its scaffold planned, once. */
export class PlanScaffold {
  constructor(
    private readonly store: EventStore,
    private readonly claims: PathClaims,
    private readonly policies: Policies,
    private readonly now: () => Date,
  ) {}

  async handle({ event, fence }: Delivery<MatterTurn>): Promise<Verdict> {
    const policy = this.policies.policyOf(event.firm);
    if (policy === undefined) return dead('FIRM_UNKNOWN');
    return this.store.transact((tx) => this.plan(tx, event, policy), { fence });
  }

  private async plan(tx: Transaction, event: Event<MatterTurn>, policy: Policy): Promise<Verdict> {
    const stream = matterStream(event.firm, event.data.matter.id);
    const story = await this.store.readStream(stream, { tx });
    const course = story.reduce((known, { event: told }) => evolveMatter(known, told), UNKNOWN_MATTER);
    if (course.folder !== null) return skip('scaffold already planned');
    // The stream may know more than this event: what it says last counts.
    const matter = course.snapshot ?? event.data.matter;
    const left = matterFilter(policy, matter);
    if (left !== null) return skip(`left out by ${left.rule}`);
    const data = await this.claimFolder(tx, event.firm, policy, matter);
    const key = matterKey(event.firm, matter.id);
    const planned = { name: 'ScaffoldPlanned', stream, firm: event.firm, key, data } as const;
    await this.store.append(
      tx,
      causedBy(event, 'router', 'plan-scaffold'),
      [{ stream, expected: story.length, events: [planned] }],
      this.now(),
    );
    return done();
  }

  private async claimFolder(
    tx: Transaction,
    firm: FirmId,
    policy: Policy,
    matter: MatterSnapshot,
  ): Promise<EventData<'ScaffoldPlanned'>> {
    const { value: wished, why } = matterFolder(policy, matter);
    const cut = wished.lastIndexOf('/');
    const [folder, name] = [wished.slice(0, cut), wished.slice(cut + 1)];
    const claimed = await this.claims.claim(tx, {
      firm,
      owner: matterStream(firm, matter.id),
      folder,
      names: candidates(name, { id: matter.id, folder }),
    });
    const taken = [{ rule: 'name.taken', on: name, gives: claimed.name }];
    return {
      matter: matter.id,
      folders: [...scaffold(policy, `${folder}/${claimed.name}`)],
      policyVersion: policy.version,
      ...(claimed.heldBy === null ? {} : { heldBy: claimed.heldBy }),
      why: claimed.name === name ? [...why] : [...why, ...taken],
    };
  }
}
