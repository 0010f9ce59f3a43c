import type { EventId, FirmId, Policy } from '@counterpart/contracts';
import type { Verdict } from '@counterpart/eventing';
import type { Letter } from '../notice/letter.js';
import type { Sending } from '../notice/notice-events.js';
import type { Recent } from '../notice/when-to-tell.js';

/** How a letter is known. */
export interface LetterMark {
  /** The effect’s key: the same notice always has the same, so that a mail server or reader can recognise a repetition. */
  readonly messageId: string;
  /** Id of the event that will tell that it was sent; what comes back names it. */
  readonly sent: EventId;
}

/** Sends letters. */
export interface Post {
  /**
   * Sends one letter.
   * @throws where no recipient got it and a later try may help, or where the server refused the letter itself
   */
  send(letter: Letter, to: readonly string[], mark: LetterMark): Promise<Sending>;
  /** What a failed sending means for the work. */
  verdictOf(error: unknown): Verdict;
}

/** Who is told for a firm where its policy names nobody. */
export interface Recipients {
  /** @returns empty where nobody is to be told @throws where the firm is not known yet: the notice waits */
  alertsOf(firm: FirmId): readonly string[];
}

/** The firms’ policies. */
export interface Policies {
  inForce(firm: FirmId): Promise<Policy>;
}

/** What a firm was told of late. */
export interface RecentNotices {
  /** @param limit no more than so many are counted */
  of(firm: FirmId, kind: string, since: Date, limit: number): Promise<Recent>;
}
