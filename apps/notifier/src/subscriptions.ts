import { TOPICS } from '@counterpart/contracts';
import { consumer, on, type ConsumerTable } from '@counterpart/eventing';
import { SendNotice } from './send-notice/send-notice.handler.js';

/** What answered where a handler says `done`. */
const SMTP = { through: ['smtp'] } as const;

/** What the notifier listens to, and who answers. Its own dead letters are not mailed: the mail is what failed. */
export const subscriptions = (): readonly ConsumerTable[] => [
  consumer({
    group: 'notifier',
    concurrency: 2,
    afterDeath: 'release',
    rows: [
      on(TOPICS.ingestDead, 'WorkDeadLettered', SendNotice, SMTP),
      on(TOPICS.routerDead, 'WorkDeadLettered', SendNotice, SMTP),
      on(TOPICS.uploaderDead, 'WorkDeadLettered', SendNotice, SMTP),
      on(TOPICS.archiverDead, 'WorkDeadLettered', SendNotice, SMTP),
      on(TOPICS.uploaderParked, 'WorkParked', SendNotice, SMTP),
      on(TOPICS.archiverParked, 'WorkParked', SendNotice, SMTP),
      on(TOPICS.uploads, 'DocumentLockedAway', SendNotice, SMTP),
      on(TOPICS.archives, 'Relocated', SendNotice, SMTP),
      on(TOPICS.archives, 'RestrictedFolderRefused', SendNotice, SMTP),
      on(TOPICS.uploads, 'PlacementConflictFound', SendNotice, SMTP),
      on(TOPICS.archives, 'RelocationConflictFound', SendNotice, SMTP),
      on(TOPICS.archives, 'RelocationRefused', SendNotice, SMTP),
      on(TOPICS.archives, 'CopyConflictFound', SendNotice, SMTP),
      on(TOPICS.archives, 'VersionArchived', SendNotice, SMTP),
      on(TOPICS.archives, 'VersionsThinned', SendNotice, SMTP),
      on(TOPICS.archives, 'VersionThinningRefused', SendNotice, SMTP),
      on(TOPICS.archives, 'DriftFound', SendNotice, SMTP),
      on(TOPICS.archives, 'OpenCopyFound', SendNotice, SMTP),
      on(TOPICS.archives, 'DriftHealingStopped', SendNotice, SMTP),
      on(TOPICS.connections, 'CredentialRefused', SendNotice, SMTP),
      on(TOPICS.connections, 'AccessRefused', SendNotice, SMTP),
      on(TOPICS.connections, 'AccessRestored', SendNotice, SMTP),
      on(TOPICS.connections, 'VendorConnected', SendNotice, SMTP),
      on(TOPICS.decisions, 'SetAsidesStopped', SendNotice, SMTP),
      on(TOPICS.decisions, 'ClosingHeldUp', SendNotice, SMTP),
      on(TOPICS.decisions, 'ClosingEnded', SendNotice, SMTP),
      on(TOPICS.archives, 'ClosingNoted', SendNotice, SMTP),
      on(TOPICS.notices, 'NoticeBounced', SendNotice, SMTP),
    ],
  }),
];
