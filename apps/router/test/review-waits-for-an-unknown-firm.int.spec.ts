import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Policy } from '@counterpart/contracts';
import { done, retry, type Delivery, type Verdict } from '@counterpart/eventing';
import { applyPolicy } from '@counterpart/policies';
import { Firms, type Firm } from '@counterpart/service-defaults';
import { FirmPolicies } from '../src/adapters/firm-policies.js';
import { MatterDocumentsStore } from '../src/adapters/matter-documents.store.js';
import { MatterGatesStore } from '../src/adapters/matter-gates.store.js';
import { PathClaimsStore } from '../src/adapters/path-claims.store.js';
import { RestrictedFoldersStore } from '../src/adapters/restricted-folders.store.js';
import { SetAsideLedger } from '../src/adapters/set-aside-ledger.js';
import { ClaimedFolders } from '../src/plan-scaffold/claimed-folders.js';
import { RelocateMatter } from '../src/relocate-matter/relocate-matter.handler.js';
import { ReviewMatter } from '../src/review-matter/review-matter.handler.js';
import { RouteDocument } from '../src/route-document/route-document.handler.js';
import { routersOnGround } from './ground.js';
import { delivered } from './listening.js';
import { MATTER, type Router } from './scene.js';
import { NOW } from './tell.js';

/*
 * A policy marked documents privileged, and each matter was to be reviewed. The router had started without the firm’s entry, as it does
 * where a firm is taken on while it starts: the review was taken for done, and what it marked stayed in the open for good.
 */

let router: Router;
let firms: Firms;
const ground = routersOnGround(async (fresh) => {
  router = fresh;
  firms = new Firms([]);
  await router.register();
});

/** The review as a pod makes it that reads firms’ entries from `firms`. */
function reviewer(): ReviewMatter {
  const { store } = ground;
  const claims = new PathClaimsStore();
  const documents = new MatterDocumentsStore();
  const ports = {
    claims,
    documents,
    policies: new FirmPolicies(firms, router.book),
    folders: new ClaimedFolders(claims),
    gates: new MatterGatesStore(),
    restricted: new RestrictedFoldersStore(store),
    setAsides: new SetAsideLedger(store),
  };
  const folderMoves = new RelocateMatter(store, ports, () => NOW);
  const route = new RouteDocument(store, { ...ports, folderMoves }, () => NOW);
  return new ReviewMatter(store, documents, folderMoves, route);
}

/** Nothing but that it is known counts here. */
const comesIn = (): unknown =>
  firms.admit([{ firm: router.firm, alerts: [], quotas: {} } as unknown as Firm]);

/** A review is asked for, and delivered. */
async function asked(): Promise<Delivery<'PlacementReviewRequested'>> {
  const because = 'policy-applied' as const;
  const event = await router.record(router.matter, 'PlacementReviewRequested', { matter: MATTER, because });
  return delivered(event) as unknown as Delivery<'PlacementReviewRequested'>;
}

const review = async (): Promise<Verdict> => reviewer().handle(await asked());

async function mark(): Promise<void> {
  const policy = Policy.parse({ privileged: { categories: ['Pleadings'] } });
  const wish = { firm: router.firm, policy, madeFrom: undefined, note: null, actor: 'user:ada' };
  await applyPolicy(ground.store, router.book, { ...wish, id: randomUUID(), now: NOW });
}

describe('a review of a firm whose entry is not read yet', () => {
  it('waits, and then locks away what was marked', async () => {
    await router.place('11');
    await mark();
    expect(await review()).toEqual(retry('FIRM_UNKNOWN'));
    expect(await router.plan(router.document('11'))).toBeUndefined();
    comesIn();
    expect(await review()).toEqual(done());
    expect((await router.plan(router.document('11')))?.data.access).toBe('into-restricted');
  });

  it('waits where the matter has no documents, too: its folder may be to move', async () => {
    expect(await review()).toEqual(retry('FIRM_UNKNOWN'));
    comesIn();
    expect(await review()).toEqual(done());
  });
});

it('a review that meets an entry gone in its midst is not done', async () => {
  await router.place('11');
  const decisions = { decideAgain: () => Promise.resolve(retry('FIRM_UNKNOWN')) };
  const settled = { attempt: () => Promise.resolve('settled' as const) };
  const handler = new ReviewMatter(ground.store, new MatterDocumentsStore(), settled, decisions);
  expect(await handler.handle(await asked())).toEqual(retry('FIRM_UNKNOWN'));
});
