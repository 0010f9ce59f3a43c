import { Module } from '@nestjs/common';
import { EventStore } from '@counterpart/event-store';
import { PolicyBook } from '@counterpart/policies';
import { CLOCK, Firms } from '@counterpart/service-defaults';
import { FirmPolicies } from './adapters/firm-policies.js';
import { PathClaimsStore } from './adapters/path-claims.store.js';
import { RestrictedFoldersStore } from './adapters/restricted-folders.store.js';
import { ClaimedFolders } from './plan-scaffold/claimed-folders.js';
import { PlanRestricted } from './plan-restricted/plan-restricted.handler.js';
import { PlanScaffold } from './plan-scaffold/plan-scaffold.handler.js';
import { ReleaseHeld } from './release-held/release-held.handler.js';
import { RouteDocument } from './route-document/route-document.handler.js';

/** Composes the router. */
@Module({
  providers: [
    PathClaimsStore,
    {
      provide: ClaimedFolders,
      inject: [PathClaimsStore],
      useFactory: (claims: PathClaimsStore) => new ClaimedFolders(claims),
    },
    {
      provide: FirmPolicies,
      inject: [EventStore, Firms],
      useFactory: (store: EventStore, firms: Firms) => new FirmPolicies(firms, new PolicyBook(store)),
    },
    {
      provide: RouteDocument,
      inject: [EventStore, PathClaimsStore, ClaimedFolders, FirmPolicies, RestrictedFoldersStore, CLOCK],
      useFactory: (...[store, claims, folders, policies, restricted, now]: RoutingParts) =>
        new RouteDocument(store, { claims, folders, policies, restricted }, now),
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
      inject: [EventStore, RestrictedFoldersStore, FirmPolicies, CLOCK],
      useFactory: (...[store, folders, policies, now]: PlanningParts) =>
        new PlanRestricted(store, folders, policies, now),
    },
    {
      provide: PlanScaffold,
      inject: [EventStore, ClaimedFolders, FirmPolicies, CLOCK],
      useFactory: (...[store, folders, policies, now]: ScaffoldParts) =>
        new PlanScaffold(store, folders, policies, now),
    },
  ],
})
export class RouterModule {}

type RoutingParts = [
  EventStore,
  PathClaimsStore,
  ClaimedFolders,
  FirmPolicies,
  RestrictedFoldersStore,
  () => Date,
];
type PlanningParts = [EventStore, RestrictedFoldersStore, FirmPolicies, () => Date];
type ScaffoldParts = [EventStore, ClaimedFolders, FirmPolicies, () => Date];
