import type { EventData, FirmId } from '@counterpart/contracts';
import type { Verdict } from '@counterpart/eventing';
import type { CommitAnswer, Found } from '../upload/judge-commit.js';

type Staged = EventData<'DocumentStaged'>;

/** The firm’s Dropbox as the committer sees it. */
export interface CounterpartFiles {
  /**
   * Commits staged documents of one namespace in one call; the answers stand at the same index.
   * A first write adds and never renames; a replacement holds only against the revision it replaces.
   */
  commit(firm: FirmId, staged: readonly Staged[]): Promise<readonly CommitAnswer[]>;
  /** What lies at a path now. */
  look(firm: FirmId, path: string): Promise<Found>;
  /** What a failed call means for all documents in it. */
  verdictOf(error: unknown): Verdict;
}
