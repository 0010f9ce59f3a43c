import type { EventData } from './registry.js';

/**
 * Whether a plan brings a version that was told late: it never lay in place, so that nobody but Clio has its bytes, and nobody knows
 * their hash before they come. By that alone the plan tells itself from one that keeps the version in place. Nothing waits for it, and
 * it changes nothing of the counterpart.
 */
export const isLateArchive = ({
  contentHash,
}: Pick<EventData<'VersionArchivePlanned'>, 'contentHash'>): boolean => contentHash === null;
