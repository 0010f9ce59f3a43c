import type { AccessDeviation, EventData, FirmId, Reason, RestrictedPlace } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';
import type { Verdict } from '@counterpart/eventing';
import type { TakenFile } from '../upload/taken-file.js';
import type { CommitAnswer, Found } from '../upload/judge-commit.js';

type Staged = EventData<'DocumentStaged'>;

/** What holds for a commit as long as it lasts. */
export interface CommitTerms {
  /** Gives it up: it may have been carried out. */
  readonly signal: AbortSignal;
  /** Whether what was let through the gate would be let through now; asked right before each call. */
  readonly maySend: () => Promise<boolean>;
}

/** The firm’s Dropbox as the committer sees it. */
export interface CounterpartFiles {
  /**
   * Commits staged documents of one namespace in one call; the answers stand at the same index.
   * A first write adds and never renames; a replacement holds only against the revision it replaces.
   */
  commit(firm: FirmId, staged: readonly Staged[], terms: CommitTerms): Promise<readonly CommitAnswer[]>;
  /** What lies where a document belongs. */
  look(firm: FirmId, staged: Staged): Promise<Found>;
  /** Whether Dropbox failed on a call that it took (5xx): one document in it may be why, and the others get through without it. */
  mayBePartial(error: unknown): boolean;
  /** What a failed call means for all documents in it. */
  verdictOf(error: unknown): Verdict;
}

/** Which documents files are counterparts of. */
export interface FileOwners {
  /**
   * Takes files for documents, by the transaction that tells it. A file stays whose it was first; of two documents that take one
   * file here, that is the first.
   * @returns those of them that are refused: the file is another document’s
   */
  take(tx: Transaction, files: readonly TakenFile[]): Promise<ReadonlySet<TakenFile>>;
}

/** Ways into a file that were closed. */
export interface Sealed {
  readonly revokedLinks: number;
  readonly removedMembers: number;
}

/** The gate before the restricted folder, and before open ones. Nothing is remembered from one batch to the next. */
export interface RestrictedGate {
  /**
   * Whether documents that are bound for open places are privileged by now.
   * @returns for each document, at the same index, the rule that marks it; null where none does
   */
  marks(firm: FirmId, staged: readonly Staged[]): Promise<readonly (Reason | null)[]>;
  /**
   * Closes other ways into the files that privileged documents replace: new bytes in a file are open to whoever can open the
   * file. Left alone where the place is not as it was proven, as an inspection tells.
   */
  prepare(firm: FirmId, staged: readonly Staged[]): Promise<void>;
  /**
   * Reads back who can open the places of privileged documents.
   * @returns for each document, at the same index, what is wider than it was proven; none where it may be committed
   */
  inspect(firm: FirmId, staged: readonly Staged[]): Promise<readonly (readonly AccessDeviation[])[]>;
  /** Ends the links to a file and takes its members by name away. */
  seal(firm: FirmId, place: RestrictedPlace, file: string): Promise<Sealed>;
}
