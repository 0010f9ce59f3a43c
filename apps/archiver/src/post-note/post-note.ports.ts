import type { FirmId, MatterId } from '@counterpart/contracts';
import type { Verdict } from '@counterpart/eventing';
import type { ClosingNote } from '../custody/closing-note.js';

/** Notes on the firm’s matters in Clio. */
export interface Notes {
  /** The id of the note that bears the marker; undefined where there is none. @param since the note is not older */
  find(firm: FirmId, matter: MatterId, marker: string, since: Date): Promise<string | undefined>;
  /** @returns the note’s id */
  post(firm: FirmId, matter: MatterId, note: ClosingNote): Promise<string>;
  /** What a failed call means for the work. */
  verdictOf(error: unknown): Verdict;
}
