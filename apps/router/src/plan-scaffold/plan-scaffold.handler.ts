import { causedBy, matterKey, matterStream, type Event, type MatterSnapshot } from '@counterpart/contracts';
import type { EventStore, Transaction } from '@counterpart/event-store';
import { dead, done, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import type { PathClaims, Policies } from '../route-document/route-document.ports.js';
import { evolveMatter, UNKNOWN_MATTER } from '../routing/matter-course.js';
import { pathKey } from '../routing/path-key.js';
import { candidates, matterFolder, scaffold } from '../routing/place.js';

/** When a matter is registered, its folder is claimed and its scaffold planned, once. */
export class PlanScaffold {
  constructor(
    private readonly store: EventStore,
    private readonly claims: PathClaims,
    private readonly policies: Policies,
    private readonly now: () => Date,
  ) {}

  async handle({ event, fence }: Delivery<'MatterRegistered'>): Promise<Verdict> {
    const policy = this.policies.policyOf(event.firm);
    if (policy === undefined) return dead('FIRM_UNKNOWN');
    return this.store.transact(
      async (tx) => {
        const stream = matterStream(event.firm, event.data.matter.id);
        const story = await this.store.readStream(stream, { tx });
        const course = story.reduce((known, { event: told }) => evolveMatter(known, told), UNKNOWN_MATTER);
        if (course.folder !== null) return skip('scaffold already planned');
        const wished = matterFolder(policy, event.data.matter);
        const folder = await this.claimFolder(tx, event, wished, event.data.matter);
        await this.store.append(
          tx,
          causedBy(event, 'router', 'plan-scaffold'),
          [
            {
              stream,
              expected: story.length,
              events: [
                {
                  name: 'ScaffoldPlanned',
                  stream,
                  firm: event.firm,
                  key: matterKey(event.firm, event.data.matter.id),
                  data: {
                    matter: event.data.matter.id,
                    folders: [...scaffold(policy, folder)],
                    policyVersion: policy.version,
                  },
                },
              ],
            },
          ],
          this.now(),
        );
        return done();
      },
      { fence },
    );
  }

  private async claimFolder(
    tx: Transaction,
    event: Event<'MatterRegistered'>,
    wished: string,
    matter: MatterSnapshot,
  ): Promise<string> {
    const cut = wished.lastIndexOf('/');
    const [root, name] = [wished.slice(0, cut), wished.slice(cut + 1)];
    const owner = matterStream(event.firm, matter.id);
    for (const candidate of candidates(name, matter.id, root)) {
      const path = `${root}/${candidate}`;
      if (await this.claims.claim(tx, { firm: event.firm, pathKey: pathKey(path), owner })) return path;
    }
    throw new TypeError('the candidates of a name never end');
  }
}
