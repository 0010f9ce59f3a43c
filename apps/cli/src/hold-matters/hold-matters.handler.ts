import type { FirmId, MatterId } from '@counterpart/contracts';
import type { Hold, HoldBooks, HoldOutcome } from './hold-matters.ports.js';

/** What is said of a matter’s legal hold, by whom and why. */
interface HoldWord {
  readonly word: 'set' | 'lift';
  readonly matter: MatterId;
  readonly by: string;
  readonly reason: string;
}

/** What came of it. */
interface Held {
  readonly matter: MatterId;
  readonly outcome: HoldOutcome;
}

/** Sets a matter’s legal hold, or lifts it. */
export async function sayHold(
  books: HoldBooks,
  firm: FirmId,
  { word, matter, by, reason }: HoldWord,
): Promise<Held> {
  return { matter, outcome: await books[word]({ firm, matter, actor: `user:${by}`, reason }) };
}

/** The matters on legal hold. */
export const listHolds = async (
  books: HoldBooks,
  firm: FirmId,
): Promise<{ readonly holds: readonly Hold[] }> => ({ holds: await books.list(firm) });
