import { TOPICS } from '@counterpart/contracts';
import { consumer, on, type ConsumerTable } from '@counterpart/eventing';
import type { ArchiverConfig } from './archiver.config.js';
import { ArchiveVersion } from './archive-version/archive-version.handler.js';
import { MakeScaffold } from './make-scaffold/make-scaffold.handler.js';

/** What the archiver listens to, and who answers. */
export const subscriptions = (config: ArchiverConfig): readonly ConsumerTable[] => [
  consumer({
    group: 'archiver',
    concurrency: config.COUNTERPART_ARCHIVER_CONCURRENCY,
    afterDeath: 'hold',
    rows: [
      on(TOPICS.decisions, 'ScaffoldPlanned', MakeScaffold),
      on(TOPICS.decisions, 'VersionArchivePlanned', ArchiveVersion),
    ],
  }),
];
