import type { FirmId } from '@counterpart/contracts';
import type { DeletionDesk, Resumed } from './resume-deletions.ports.js';

/** Who lets it go on, and why. */
export interface ResumeWish {
  readonly by: string;
  readonly note: string | null;
}

/**
 * Lets documents that were deleted in Clio be set aside again, after somebody looked at them.
 * @returns `not-stopped` where nothing had stopped; nothing was recorded then
 */
export const resumeDeletions = (desk: DeletionDesk, firm: FirmId, wish: ResumeWish): Promise<Resumed> =>
  desk.resume({ firm, actor: `user:${wish.by}`, note: wish.note });

/** What came of it, in words. */
export const resumedWords = ({ outcome }: Resumed): string =>
  outcome === 'resumed'
    ? 'What was deleted in Clio until now is set aside; later deletions are counted anew.'
    : 'Nothing had stopped: deleted documents are set aside as the policy says.';
