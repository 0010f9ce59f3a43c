import { Module } from '@nestjs/common';
import { EventStore } from '@counterpart/event-store';
import { PolicyBook } from '@counterpart/policies';
import { CLOCK, Firms } from '@counterpart/service-defaults';
import { FirmPolicies } from './adapters/firm-policies.js';
import { MatterDocumentsStore } from './adapters/matter-documents.store.js';
import { MatterGatesStore } from './adapters/matter-gates.store.js';
import { PathClaimsStore } from './adapters/path-claims.store.js';
import { RestrictedFoldersStore } from './adapters/restricted-folders.store.js';
import { SetAsideLedger } from './adapters/set-aside-ledger.js';
import { FollowPolicy } from './follow-policy/follow-policy.handler.js';
import { FollowRelocation } from './follow-relocation/follow-relocation.handler.js';
import { ClaimedFolders } from './plan-scaffold/claimed-folders.js';
import { PlanRestricted } from './plan-restricted/plan-restricted.handler.js';
import { PlanScaffold } from './plan-scaffold/plan-scaffold.handler.js';
import { ReleaseHeld } from './release-held/release-held.handler.js';
import { RelocateMatter, type FolderPorts } from './relocate-matter/relocate-matter.handler.js';
import { ReviewMatter } from './review-matter/review-matter.handler.js';
import { RouteDocument, type RoutingPorts } from './route-document/route-document.handler.js';

/** What the use cases need of the world. */
const PORTS = Symbol('ports of the router');

/** Composes the router. */
@Module({
  providers: [
    {
      provide: PORTS,
      inject: [EventStore, Firms, CLOCK],
      useFactory: (...[store, firms, now]: [EventStore, Firms, () => Date]) => portsOn(store, firms, now),
    },
    {
      provide: RouteDocument,
      inject: [EventStore, PORTS, CLOCK],
      useFactory: (...[store, ports, now]: Parts) => new RouteDocument(store, ports, now),
    },
    {
      provide: RestrictedFoldersStore,
      inject: [EventStore],
      useFactory: (store: EventStore) => new RestrictedFoldersStore(store),
    },
    {
      provide: ReleaseHeld,
      inject: [EventStore, RestrictedFoldersStore, RouteDocument],
      useFactory: (store: EventStore, held: RestrictedFoldersStore, decisions: RouteDocument) =>
        new ReleaseHeld(store, held, decisions),
    },
    {
      provide: PlanRestricted,
      inject: [EventStore, PORTS, CLOCK],
      useFactory: (...[store, ports, now]: Parts) =>
        new PlanRestricted(store, ports.restricted, ports.policies, now),
    },
    {
      provide: PlanScaffold,
      inject: [EventStore, PORTS, CLOCK],
      useFactory: (...[store, ports, now]: Parts) =>
        new PlanScaffold(store, ports.folders, ports.policies, now),
    },
    {
      provide: ReviewMatter,
      inject: [EventStore, PORTS, RouteDocument],
      useFactory: (store: EventStore, ports: Ports, documents: RouteDocument) =>
        new ReviewMatter(store, ports.documents, ports.folderMoves, documents),
    },
    {
      provide: FollowPolicy,
      inject: [EventStore, PORTS, CLOCK],
      useFactory: (...[store, ports, now]: Parts) => new FollowPolicy(store, ports.documents, now),
    },
    {
      provide: FollowRelocation,
      inject: [EventStore, RouteDocument, CLOCK],
      useFactory: (store: EventStore, documents: RouteDocument, now: () => Date) =>
        new FollowRelocation(store, documents, now),
    },
  ],
})
export class RouterModule {}

type Ports = RoutingPorts & FolderPorts;
type Parts = [EventStore, Ports, () => Date];

function portsOn(store: EventStore, firms: Firms, now: () => Date): Ports {
  const claims = new PathClaimsStore();
  const ports = {
    claims,
    folders: new ClaimedFolders(claims),
    policies: new FirmPolicies(firms, new PolicyBook(store)),
    gates: new MatterGatesStore(),
    documents: new MatterDocumentsStore(),
    restricted: new RestrictedFoldersStore(store),
    setAsides: new SetAsideLedger(store),
  };
  return { ...ports, folderMoves: new RelocateMatter(store, ports, now) };
}
