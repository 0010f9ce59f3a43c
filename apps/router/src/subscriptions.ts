import { TOPICS } from '@counterpart/contracts';
import { consumer, on, type ConsumerTable } from '@counterpart/eventing';
import { PlanRestricted } from './plan-restricted/plan-restricted.handler.js';
import { PlanScaffold } from './plan-scaffold/plan-scaffold.handler.js';
import { ReleaseHeld } from './release-held/release-held.handler.js';
import { BeginClosing } from './begin-closing/begin-closing.handler.js';
import { FollowHold } from './follow-hold/follow-hold.handler.js';
import { FollowPolicy } from './follow-policy/follow-policy.handler.js';
import { FollowRelocation } from './follow-relocation/follow-relocation.handler.js';
import { ReviewMatter } from './review-matter/review-matter.handler.js';
import { RouteDocument } from './route-document/route-document.handler.js';
import type { RouterConfig } from './router.config.js';

/** What becomes of closed matters besides what the clock tends. */
const CLOSING = consumer({
  group: 'router.closing',
  lane: 'by-key',
  afterDeath: 'release',
  rows: [
    on(TOPICS.facts, 'MatterClosed', BeginClosing),
    on(TOPICS.interventions, 'LegalHoldLifted', FollowHold),
  ],
});

/** What a change takes along: moves, copies, prior versions and what was put back, each with its outcome. */
const FOLLOWING = [
  on(TOPICS.policies, 'PolicyApplied', FollowPolicy),
  on(TOPICS.policies, 'SetAsidesResumed', FollowPolicy),
  on(TOPICS.decisions, 'PlacementReviewRequested', ReviewMatter),
  on(TOPICS.archives, 'Relocated', FollowRelocation),
  on(TOPICS.archives, 'RelocationConflictFound', FollowRelocation),
  on(TOPICS.archives, 'RelocationRefused', FollowRelocation),
  on(TOPICS.archives, 'CopyPlaced', RouteDocument),
  on(TOPICS.archives, 'CopyConflictFound', RouteDocument),
  on(TOPICS.archives, 'CopyWithheld', RouteDocument),
  on(TOPICS.archives, 'VersionArchived', RouteDocument),
  on(TOPICS.archives, 'VersionArchiveRefused', RouteDocument),
  on(TOPICS.archives, 'VersionsThinned', RouteDocument),
  on(TOPICS.archives, 'VersionThinningRefused', RouteDocument),
  on(TOPICS.archives, 'DriftFound', RouteDocument),
  on(TOPICS.archives, 'DriftHealed', RouteDocument),
  on(TOPICS.archives, 'DriftHealRefused', RouteDocument),
  on(TOPICS.archives, 'PlaceCleared', RouteDocument),
  on(TOPICS.archives, 'OpenCopyFound', RouteDocument),
  on(TOPICS.archiverDead, 'WorkDeadLettered', FollowRelocation),
  on(TOPICS.interventions, 'WorkDiscarded', FollowRelocation),
];

/**
 * What the router listens to, and who answers. Decisions are read from the stream, so nothing overtakes what was given up; what is
 * marked privileged behind that must not wait for a person.
 */
export const subscriptions = (
  config: Pick<RouterConfig, 'COUNTERPART_ROUTER_CONCURRENCY'>,
): readonly ConsumerTable[] => [
  consumer({
    group: 'router',
    concurrency: config.COUNTERPART_ROUTER_CONCURRENCY,
    afterDeath: 'release',
    rows: [
      on(TOPICS.facts, 'MatterRegistered', PlanScaffold),
      on(TOPICS.facts, 'MatterChanged', PlanScaffold),
      on(TOPICS.facts, 'MatterReopened', PlanScaffold),
      on(TOPICS.facts, 'DocumentAdded', RouteDocument),
      on(TOPICS.facts, 'DocumentVersionAdded', RouteDocument),
      on(TOPICS.facts, 'DocumentChanged', RouteDocument),
      on(TOPICS.facts, 'DocumentTrashed', RouteDocument),
      on(TOPICS.facts, 'DocumentRestored', RouteDocument),
      on(TOPICS.facts, 'MirroringRestarted', RouteDocument),
      on(TOPICS.facts, 'EarlierVersionsFound', RouteDocument),
      on(TOPICS.uploads, 'DocumentMirrored', RouteDocument),
      on(TOPICS.uploads, 'StagingLost', RouteDocument),
      on(TOPICS.uploads, 'SourceMissing', RouteDocument),
      on(TOPICS.uploads, 'RestrictedPlacementRefused', RouteDocument),
      on(TOPICS.uploads, 'OpenPlacementRefused', RouteDocument),
      on(TOPICS.interventions, 'PrivilegeReleased', RouteDocument),
      on(TOPICS.uploads, 'PlacementConflictFound', RouteDocument),
      on(TOPICS.uploaderDead, 'WorkDeadLettered', RouteDocument),
    ],
  }),
  consumer({
    group: 'router.restricted',
    lane: 'by-key',
    afterDeath: 'release',
    rows: [
      on(TOPICS.archives, 'RestrictedFolderProven', ReleaseHeld),
      on(TOPICS.policies, 'PolicyApplied', PlanRestricted),
    ],
  }),
  CLOSING,
  // What follows a change: a matter of many documents takes its time, and holds nothing else up.
  consumer({
    group: 'router.follow',
    concurrency: config.COUNTERPART_ROUTER_CONCURRENCY,
    afterDeath: 'release',
    rows: FOLLOWING,
  }),
];
