import type { FirmId } from '@counterpart/contracts';
import type { Verdict } from '@counterpart/eventing';
import type { Letter } from '../notice/letter.js';

/** Sends letters. */
export interface Post {
  /**
   * Sends one letter. The message id is the effect’s key: the same notice always has the same, so that a mail
   * server or reader can recognise a repetition.
   */
  send(letter: Letter, to: readonly string[], messageId: string): Promise<void>;
  /** What a failed sending means for the work. */
  verdictOf(error: unknown): Verdict;
}

/** Who is told for a firm. */
export interface Recipients {
  /** @returns empty where nobody is to be told */
  alertsOf(firm: FirmId): readonly string[];
}
