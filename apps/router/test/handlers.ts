import type { FirmId } from '@counterpart/contracts';
import type { EventStore, RecordedEvent } from '@counterpart/event-store';
import type { PolicyBook } from '@counterpart/policies';
import { MatterDocumentsStore } from '../src/adapters/matter-documents.store.js';
import { MatterGatesStore } from '../src/adapters/matter-gates.store.js';
import { OpenClosingsStore } from '../src/adapters/open-closings.store.js';
import { VersionedDocumentsStore } from '../src/adapters/versioned-documents.store.js';
import { PlanThinning } from '../src/plan-thinning/plan-thinning.handler.js';
import { BeginClosing } from '../src/begin-closing/begin-closing.handler.js';
import { TendClosings } from '../src/tend-closings/tend-closings.handler.js';
import { PathClaimsStore } from '../src/adapters/path-claims.store.js';
import { RestrictedFoldersStore } from '../src/adapters/restricted-folders.store.js';
import { SetAsideLedger } from '../src/adapters/set-aside-ledger.js';
import { ClaimedFolders } from '../src/plan-scaffold/claimed-folders.js';
import { PlanRestricted } from '../src/plan-restricted/plan-restricted.handler.js';
import { PlanScaffold } from '../src/plan-scaffold/plan-scaffold.handler.js';
import { ReleaseHeld } from '../src/release-held/release-held.handler.js';
import { RelocateMatter } from '../src/relocate-matter/relocate-matter.handler.js';
import { DocumentLooks } from '../src/route-document/document-looks.js';
import { RouteDocument } from '../src/route-document/route-document.handler.js';
import { NOW } from './tell.js';

/** The router’s handlers on a database, for one firm. */
export function handlersOn(store: EventStore, firm: () => FirmId, book: PolicyBook) {
  const claims = new PathClaimsStore();
  const policies = {
    inForce: async (tx: Parameters<EventStore['append']>[0]) => (await book.of(firm(), tx)).current,
    everRestricted: () => Promise.resolve(['/Privileged']),
    placeOf: () => ({
      ...book.placeOf(firm()),
      read: (news: readonly RecordedEvent[]) => ({
        inForce: book.takeIn(firm(), news).current,
        everRestricted: ['/Privileged'],
      }),
    }),
  };
  const documents = new MatterDocumentsStore();
  const restricted = new RestrictedFoldersStore(store);
  const ports = {
    claims,
    policies,
    documents,
    folders: new ClaimedFolders(claims),
    gates: new MatterGatesStore(),
    restricted,
    setAsides: new SetAsideLedger(store),
  };
  const folderMoves = new RelocateMatter(store, ports, () => NOW);
  const route = new RouteDocument(store, { ...ports, folderMoves }, () => NOW);
  const plan = new PlanScaffold(store, ports.folders, policies, () => NOW);
  const restrict = new PlanRestricted(store, restricted, policies, () => NOW);
  const release = new ReleaseHeld(store, restricted, route);
  const begin = new BeginClosing(store, policies, { patienceMs: 3_600_000, now: () => NOW });
  const closingPorts = { ...ports, folderMoves, open: new OpenClosingsStore() };
  const closings = (now: () => Date, atOnce: number) =>
    new TendClosings(store, closingPorts, { quietMs: 60_000, atOnce, now });
  const versioned = new VersionedDocumentsStore();
  const looks = new DocumentLooks(store, ports.gates, policies);
  const thinning = (now: () => Date) => new PlanThinning(store, { ...ports, versioned, looks }, now);
  return { route, plan, folderMoves, documents, restrict, release, begin, closings, thinning };
}
