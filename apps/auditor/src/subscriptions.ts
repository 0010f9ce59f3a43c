import type { ConsumerTable } from '@counterpart/eventing';

/** None: the auditor reads the event store, not topics. */
export const subscriptions = (): readonly ConsumerTable[] => [];
