import { TOPICS } from '@counterpart/contracts';
import { consumer, on, onBatch, type ConsumerTable } from '@counterpart/eventing';
import { CommitStaged } from './commit-staged/commit-staged.handler.js';
import { StageDocument } from './stage-document/stage-document.handler.js';
import type { UploaderConfig } from './uploader.config.js';

/** Most entries of one finish_batch_v2 (files.stone). */
const MAX_BATCH = 1000;

/** What the uploader listens to, and who answers: many stage, one commits per namespace. */
export const subscriptions = (
  config: Pick<UploaderConfig, 'COUNTERPART_STAGE_CONCURRENCY'>,
): readonly ConsumerTable[] => [
  consumer({
    group: 'uploader.stage',
    concurrency: config.COUNTERPART_STAGE_CONCURRENCY,
    afterDeath: 'hold',
    rows: [on(TOPICS.decisions, 'DocumentRouted', StageDocument, { through: ['clio', 'dropbox'] })],
  }),
  consumer({
    group: 'uploader.commit',
    concurrency: 4,
    afterDeath: 'release',
    lane: 'by-key',
    rows: [onBatch(TOPICS.staged, 'DocumentStaged', CommitStaged, { max: MAX_BATCH })],
  }),
];
