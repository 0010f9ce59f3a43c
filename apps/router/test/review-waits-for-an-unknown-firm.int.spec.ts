import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { matterKey, Policy, type Event } from '@counterpart/contracts';
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
import { MATTER, Router, startGround, type Ground } from './scene.js';

/*
 * A policy marked documents privileged, and each matter was to be reviewed. The router had started without the firm’s entry, as it does
 * where a firm is taken on while it starts: the review was taken for done, and what it marked stayed in the open for good.
 */

const NOW = new Date('2026-11-24T09:00:00Z');

let ground: Ground;
let router: Router;
let firms: Firms;
beforeAll(async () => {
  ground = await startGround();
}, 200_000);
beforeEach(async () => {
  router = new Router(ground.store);
  firms = new Firms([]);
  await router.register();
});
afterAll(() => ground.close());

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

async function review(): Promise<Verdict> {
  const { firm, matter: stream } = router;
  const data = { matter: MATTER, because: 'policy-applied' } as const;
  const event = {
    name: 'PlacementReviewRequested',
    stream,
    firm,
    key: matterKey(firm, MATTER),
    data,
  } as const;
  const id = randomUUID();
  const cause = {
    eventId: id,
    correlationId: id,
    handler: 'spec',
    actor: 'service:spec',
    source: '/counterpart/spec',
  };
  await ground.store.transact(
    (tx) => ground.store.append(tx, cause, [{ stream, expected: 'any', events: [event] }], NOW),
    { firm },
  );
  const asked = (await router.told(stream, 'PlacementReviewRequested')).at(-1);
  if (asked === undefined) throw new TypeError('a review was asked for');
  return reviewer().handle(delivered(asked));
}

function delivered(event: Event<'PlacementReviewRequested'>): Delivery<'PlacementReviewRequested'> {
  const delivery = { event, tries: 1, signal: new AbortController().signal, fence: null };
  return delivery as unknown as Delivery<'PlacementReviewRequested'>;
}

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
  await review();
  const asked = (await router.told(router.matter, 'PlacementReviewRequested')).at(-1)!;
  expect(await handler.handle(delivered(asked))).toEqual(retry('FIRM_UNKNOWN'));
});
