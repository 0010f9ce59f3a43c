import { Module } from '@nestjs/common';
import { EventStore } from '@counterpart/event-store';
import { CLOCK, Firms } from '@counterpart/service-defaults';
import { PathClaimsStore } from './adapters/path-claims.store.js';
import { PlanScaffold } from './plan-scaffold/plan-scaffold.handler.js';
import { RouteDocument } from './route-document/route-document.handler.js';

/** Composes the router. */
@Module({
  providers: [
    PathClaimsStore,
    {
      provide: RouteDocument,
      inject: [EventStore, PathClaimsStore, Firms, CLOCK],
      useFactory: (store: EventStore, claims: PathClaimsStore, firms: Firms, now: () => Date) =>
        new RouteDocument(store, claims, firms, now),
    },
    {
      provide: PlanScaffold,
      inject: [EventStore, PathClaimsStore, Firms, CLOCK],
      useFactory: (store: EventStore, claims: PathClaimsStore, firms: Firms, now: () => Date) =>
        new PlanScaffold(store, claims, firms, now),
    },
  ],
})
export class RouterModule {}
