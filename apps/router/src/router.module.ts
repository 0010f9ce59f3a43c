import { Module } from '@nestjs/common';
import { EventStore } from '@counterpart/event-store';
import { PolicyBook } from '@counterpart/policies';
import {
  CLOCK,
  CONFIG,
  FirmClock,
  Firms,
  FirmStandings,
  LOG,
  PLATFORM,
  type Log,
  type Platform,
} from '@counterpart/service-defaults';
import { FirmPolicies } from './adapters/firm-policies.js';
import { MatterDocumentsStore } from './adapters/matter-documents.store.js';
import { MatterGatesStore } from './adapters/matter-gates.store.js';
import { GroupPositions } from './adapters/group-positions.js';
import { ProgressClock } from './adapters/progress-clock.js';
import { ROUTER_PROGRESS } from './adapters/router-progress.store.js';
import { PathClaimsStore } from './adapters/path-claims.store.js';
import { RestrictedFoldersStore } from './adapters/restricted-folders.store.js';
import { SetAsideLedger } from './adapters/set-aside-ledger.js';
import { OpenClosingsStore } from './adapters/open-closings.store.js';
import { BeginClosing } from './begin-closing/begin-closing.handler.js';
import { FollowHold } from './follow-hold/follow-hold.handler.js';
import { FollowPolicy } from './follow-policy/follow-policy.handler.js';
import { FollowRelocation } from './follow-relocation/follow-relocation.handler.js';
import { ClaimedFolders } from './plan-scaffold/claimed-folders.js';
import { PlanRestricted } from './plan-restricted/plan-restricted.handler.js';
import { PlanScaffold } from './plan-scaffold/plan-scaffold.handler.js';
import { ReleaseHeld } from './release-held/release-held.handler.js';
import { RelocateMatter, type FolderPorts } from './relocate-matter/relocate-matter.handler.js';
import { ReviewMatter } from './review-matter/review-matter.handler.js';
import type { RouterConfig } from './router.config.js';
import { subscriptions } from './subscriptions.js';
import { VersionedDocumentsStore } from './adapters/versioned-documents.store.js';
import { PlanThinning } from './plan-thinning/plan-thinning.handler.js';
import { TellProgress } from './tell-progress/tell-progress.handler.js';
import { TendClosings } from './tend-closings/tend-closings.handler.js';
import { DocumentLooks } from './route-document/document-looks.js';
import { RouteDocument, type RoutingPorts } from './route-document/route-document.handler.js';

/** What the use cases need of the world. */
const PORTS = Symbol('ports of the router');

/** A closing’s limit runs out without any event. */
export const CLOSING_CLOCK = Symbol('clock of closings');
/** A version grows old without any event. */
export const THINNING_CLOCK = Symbol('clock of thinning');

/** Most of what is decided leaves no trace: how far the router is, it tells by the clock. */
export const PROGRESS_CLOCK = Symbol('clock of progress');

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
    {
      provide: BeginClosing,
      inject: [EventStore, PORTS, CONFIG, CLOCK],
      useFactory: (...[store, ports, config, now]: ConfiguredParts) => {
        const patienceMs = config.COUNTERPART_CLOSING_PATIENCE_MINUTES * 60_000;
        return new BeginClosing(store, ports.policies, { patienceMs, now });
      },
    },
    {
      provide: TendClosings,
      inject: [EventStore, PORTS, CONFIG, CLOCK],
      useFactory: (...[store, ports, config, now]: ConfiguredParts) => {
        const quietMs = config.COUNTERPART_CLOSING_QUIET_SECONDS * 1000;
        const atOnce = config.COUNTERPART_CLOSINGS_AT_ONCE;
        const open = new OpenClosingsStore();
        return new TendClosings(store, { ...ports, open }, { quietMs, atOnce, now });
      },
    },
    {
      provide: CLOSING_CLOCK,
      inject: [TendClosings, Firms, FirmStandings, CONFIG, LOG],
      useFactory: (...[closings, firms, standings, config, log]: ClosingClockParts) =>
        new FirmClock((firm, signal) => closings.tend(firm, signal), {
          everyMs: config.COUNTERPART_CLOSING_LOOK_SECONDS * 1000,
          firms: () => firms.ids(),
          isServed: (firm) => standings.isServed(firm),
          onTrouble: (firm, error) => log.warn({ firm, error }, 'closings could not be looked at'),
        }),
    },
    {
      provide: PlanThinning,
      inject: [EventStore, PORTS, CLOCK],
      useFactory: (...[store, ports, now]: Parts) => {
        const versioned = new VersionedDocumentsStore();
        const looks = new DocumentLooks(store, ports.gates, ports.policies);
        return new PlanThinning(store, { ...ports, versioned, looks }, now);
      },
    },
    {
      provide: THINNING_CLOCK,
      inject: [PlanThinning, Firms, FirmStandings, CONFIG, LOG],
      useFactory: (...[thinning, firms, standings, config, log]: ThinningClockParts) =>
        new FirmClock(
          async (firm, signal) => {
            const planned = await thinning.tend(firm, signal);
            if (planned > 0) log.info({ firm, planned }, 'prior versions are to be rolled up');
          },
          {
            everyMs: config.COUNTERPART_THINNING_LOOK_SECONDS * 1000,
            firms: () => firms.ids(),
            isServed: (firm) => standings.isServed(firm),
            onTrouble: (firm, error) => log.warn({ firm, error }, 'prior versions could not be looked at'),
          },
        ),
    },
    {
      provide: PROGRESS_CLOCK,
      inject: [PLATFORM, CONFIG, LOG],
      useFactory: ({ broker, store }: Platform, config: RouterConfig, log: Log) =>
        new ProgressClock(
          async () => {
            const admin = await broker.admin();
            const telling = new TellProgress(
              store,
              new GroupPositions(admin, subscriptions(config)),
              ROUTER_PROGRESS,
            );
            return { tend: () => telling.tend(), close: () => admin.close() };
          },
          (error) => log.warn({ error }, 'how far the router has decided could not be told'),
        ),
    },
    {
      provide: FollowHold,
      inject: [EventStore, CLOCK],
      useFactory: (store: EventStore, now: () => Date) => new FollowHold(store, now),
    },
  ],
})
export class RouterModule {}

type Ports = RoutingPorts & FolderPorts;
type Parts = [EventStore, Ports, () => Date];
type ClosingClockParts = [TendClosings, Firms, FirmStandings, RouterConfig, Log];
type ThinningClockParts = [PlanThinning, Firms, FirmStandings, RouterConfig, Log];
type ConfiguredParts = [EventStore, Ports, RouterConfig, () => Date];

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
