import { TOPICS } from '@counterpart/contracts';
import { consumer, on, type ConsumerTable } from '@counterpart/eventing';
import { SendNotice } from './send-notice/send-notice.handler.js';

/** What the notifier listens to, and who answers. Its own dead letters are not mailed: the mail is what failed. */
export const subscriptions = (): readonly ConsumerTable[] => [
  consumer({
    group: 'notifier',
    concurrency: 2,
    afterDeath: 'release',
    rows: [
      on(TOPICS.ingestDead, 'WorkDeadLettered', SendNotice),
      on(TOPICS.routerDead, 'WorkDeadLettered', SendNotice),
      on(TOPICS.uploaderDead, 'WorkDeadLettered', SendNotice),
      on(TOPICS.archiverDead, 'WorkDeadLettered', SendNotice),
      on(TOPICS.uploads, 'DocumentLockedAway', SendNotice),
      on(TOPICS.archives, 'Relocated', SendNotice),
      on(TOPICS.archives, 'RestrictedFolderRefused', SendNotice),
      on(TOPICS.uploads, 'PlacementConflictFound', SendNotice),
      on(TOPICS.archives, 'RelocationConflictFound', SendNotice),
      on(TOPICS.archives, 'RelocationRefused', SendNotice),
      on(TOPICS.archives, 'CopyConflictFound', SendNotice),
      on(TOPICS.archives, 'VersionArchived', SendNotice),
      on(TOPICS.archives, 'VersionsThinned', SendNotice),
      on(TOPICS.archives, 'VersionThinningRefused', SendNotice),
      on(TOPICS.archives, 'DriftFound', SendNotice),
      on(TOPICS.archives, 'OpenCopyFound', SendNotice),
      on(TOPICS.archives, 'DriftHealingStopped', SendNotice),
      on(TOPICS.connections, 'CredentialRefused', SendNotice),
      on(TOPICS.connections, 'AccessRefused', SendNotice),
      on(TOPICS.connections, 'AccessRestored', SendNotice),
      on(TOPICS.connections, 'VendorConnected', SendNotice),
      on(TOPICS.decisions, 'SetAsidesStopped', SendNotice),
      on(TOPICS.decisions, 'ClosingHeldUp', SendNotice),
      on(TOPICS.decisions, 'ClosingEnded', SendNotice),
      on(TOPICS.archives, 'ClosingNoted', SendNotice),
      on(TOPICS.notices, 'NoticeBounced', SendNotice),
    ],
  }),
];
