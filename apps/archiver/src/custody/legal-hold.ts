import type { Event } from '@counterpart/contracts';

/** Whether a matter is on legal hold. */
export const isOnHold = (story: readonly Event[]): boolean =>
  story.findLast(({ name }) => name === 'LegalHoldSet' || name === 'LegalHoldLifted')?.name ===
  'LegalHoldSet';

/** Whether a matter is to be treated as on legal hold: nothing seen of it is no permission, for whatever reason nothing is seen. */
export const mayBeOnHold = (story: readonly Event[]): boolean => story.length === 0 || isOnHold(story);
