import type { FirmId, MatterId } from '@counterpart/contracts';
import { closingsIn, isOpen, type ClosingStanding } from './closing-story.js';
import type { ClosingBooks } from './tend-closings.ports.js';

/** Closings of a firm, or of one matter. */
export interface Closings {
  readonly closings: readonly ClosingStanding[];
}

/** The newest closing of every matter that was closed, the oldest first. @param all those that are over, too */
export async function listClosings(books: ClosingBooks, firm: FirmId, all: boolean): Promise<Closings> {
  const newest = (await books.closedMatters(firm)).flatMap((story) => closingsIn(story).slice(-1));
  const listed = newest.filter((closing) => all || isOpen(closing));
  return { closings: listed.toSorted((one, other) => (one.begunAt < other.begunAt ? -1 : 1)) };
}

/** Every closing of a matter, the newest last. */
export const showClosings = async (
  books: ClosingBooks,
  firm: FirmId,
  matter: MatterId,
): Promise<Closings> => ({
  closings: closingsIn(await books.story(firm, matter)),
});

/** Who has it tried again, and why. */
export interface RetryingPerson {
  readonly by: string;
  readonly why: string | null;
}

/** `none-open`: the matter has no closing that is not over; nothing was recorded. */
export interface Retried {
  readonly outcome: 'ordered' | 'none-open';
}

/** Has a closing that is held up tried again; its limit is counted anew. */
export async function retryClosing(
  books: ClosingBooks,
  { firm, matter }: { readonly firm: FirmId; readonly matter: MatterId },
  { by, why }: RetryingPerson,
): Promise<Retried> {
  const newest = closingsIn(await books.story(firm, matter)).at(-1);
  if (newest === undefined || !isOpen(newest)) return { outcome: 'none-open' };
  await books.retry({ firm, matter, closing: newest.closing, actor: `user:${by}`, why });
  return { outcome: 'ordered' };
}
