import type { FirmId } from '@counterpart/contracts';
import type { Verdict } from '@counterpart/eventing';

/** Folders in the firm’s Dropbox. */
export interface Folders {
  /**
   * Makes folders that do not stand yet; parents come first.
   * @returns how many were made now
   */
  make(firm: FirmId, folders: readonly string[]): Promise<number>;
  /** What a failed call means for the work. */
  verdictOf(error: unknown): Verdict;
}
