import { TOPICS } from '@counterpart/contracts';
import type { BrokerAdmin } from '@counterpart/eventing';
import type { Rewinder } from '../rebuild-store/rebuild-store.ports.js';

/** Consumer groups of the services: the names in their `subscriptions.ts`, for ever. */
const GROUPS = [
  'ingest.normalise',
  'router',
  'router.restricted',
  'router.closing',
  'router.follow',
  'uploader.stage',
  'uploader.commit',
  'archiver',
  'archiver.late',
  'archiver.thinning',
  'archiver.restrict',
  'archiver.packing',
  'archiver.closing',
  'notifier',
];

/** The services’ groups in Kafka. */
export const kafkaRewinder = (admin: BrokerAdmin): Rewinder => ({
  groups: GROUPS,
  topics: Object.values(TOPICS).map(({ name }) => name),
  committed: (group, topic) => admin.committed(group, topic),
  offsetsAt: (topic, time) => admin.offsetsAt(topic, time),
  moveTo: (group, topic, positions) => admin.moveTo(group, topic, positions),
});
