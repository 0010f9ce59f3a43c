import { TOPICS } from '@counterpart/contracts';
import { consumer, on, type ConsumerTable } from '@counterpart/eventing';
import type { IngestConfig } from './ingest.config.js';
import { NormaliseDelivery } from './normalise-delivery/normalise-delivery.handler.js';

/** What ingest listens to, and who answers: its own raw deliveries. */
export const subscriptions = (
  config: Pick<IngestConfig, 'COUNTERPART_INGEST_CONCURRENCY'>,
): readonly ConsumerTable[] => [
  consumer({
    group: 'ingest.normalise',
    concurrency: config.COUNTERPART_INGEST_CONCURRENCY,
    lane: 'by-object',
    afterDeath: 'release',
    rows: [on(TOPICS.deliveries, 'DeliveryReceived', NormaliseDelivery, { through: ['clio'] })],
  }),
];
