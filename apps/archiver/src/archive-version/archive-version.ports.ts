import type {
  AccessDeviation,
  DocumentId,
  DropboxAccounts,
  EventData,
  EventId,
  FirmId,
} from '@counterpart/contracts';
import type { Verdict } from '@counterpart/eventing';
import type { Copied, Put, Seen, SeenFile } from '../custody/seen-file.js';

/** Why nothing may be kept there now: the restricted folder is not proven, or the document is marked and lies open. */
export interface ShelfRefusal {
  /** The proof that did not hold; null where there is none. */
  readonly proof: EventId | null;
  readonly deviations: readonly AccessDeviation[];
  /** Where it was to be kept lies open: what an earlier try left there, everybody can open. */
  readonly isOpen?: true;
}

/** Guards prior versions of what is privileged. Whatever it does not know, it refuses. */
export interface ShelfGate {
  /**
   * Reads back who can open the place.
   * @param version `lies`: where its counterpart lies by the trail; null where that tells nothing
   * @returns null where the version may be kept there
   */
  refusalOf(
    firm: FirmId,
    version: Pick<EventData<'VersionArchivePlanned'>, 'document' | 'matter' | 'to'> & {
      readonly lies: string | null;
    },
  ): Promise<ShelfRefusal | null>;
  /** Closes other ways into a file that lies within the restricted folder. */
  seal(firm: FirmId, folder: string, file: string): Promise<void>;
}

/** A plan of a version that lay in place, so that its bytes are known. */
export type KnownPlan = EventData<'VersionArchivePlanned'> & {
  readonly rev: string;
  readonly contentHash: string;
};

/** The bytes of a version that never lay in place, sent and put nowhere yet. */
export interface LateBytes {
  /** Dropbox content hash, lower-case hex. */
  readonly contentHash: string;
  /** Where nothing lies. */
  putAt(path: string): Promise<Put>;
}

/** What holds for bytes that are put somewhere, as long as that lasts. */
export interface PutTerms {
  readonly signal: AbortSignal;
  /** Asked right before they are put there: sending them may take long. Where it is false, it fails as in an outage. */
  readonly maySend: () => Promise<boolean>;
  /** Other bytes than those that are known are taken for lasting; before the last try they fail as passing damage. */
  readonly isLastTry: boolean;
}

/** A version’s file that was deleted by hand. */
export interface Deleted {
  readonly document: DocumentId;
  /** Where. */
  readonly place: string;
  /** Dropbox content hash, lower-case hex. */
  readonly contentHash: string;
}

/** Files in the firm’s Dropbox. Nothing is ever replaced. */
export interface VersionFiles {
  /** @param place a path, or the id of a file */
  look(firm: FirmId, place: string): Promise<Seen>;
  /** @param from the path at which it was seen: by its id it would be found where it was locked away meanwhile */
  copy(firm: FirmId, from: string, to: string, signal: AbortSignal): Promise<Copied>;
  /** @param from the path at which it was seen */
  move(firm: FirmId, from: string, to: string, signal: AbortSignal): Promise<Put>;
  /** Puts an earlier revision’s bytes there, read from the file’s history. */
  recover(firm: FirmId, version: KnownPlan, to: string, terms: PutTerms): Promise<Put>;
  /**
   * The file of a version that was deleted at a place, out of Dropbox’s deleted files; what lies there with that content already is
   * as good. Something else that lies there stays, and so does another document’s file of the same content.
   * @returns undefined where it does not come back
   */
  revive(firm: FirmId, deleted: Deleted): Promise<SeenFile | undefined>;
  /** Puts a version there as Clio has it, where its bytes are those that are known. */
  fetch(firm: FirmId, version: KnownPlan, to: string, terms: PutTerms): Promise<Put>;
  /**
   * Sends a version that never lay in place, as Clio has it. More or fewer bytes than Clio tells of fail as passing damage.
   * @returns undefined where Clio has it no more, which takes evidence
   */
  late(
    firm: FirmId,
    version: EventData<'VersionArchivePlanned'>,
    terms: Pick<PutTerms, 'signal' | 'maySend'>,
  ): Promise<LateBytes | undefined>;
  /** Whether a file is another document’s, or lies where another one’s place is. */
  isAnothers(firm: FirmId, document: DocumentId, file: SeenFile): Promise<boolean>;
  /** What a failed call means for the work. */
  verdictOf(error: unknown): Verdict;
}

/** The same, for versions that never lay in place. */
export interface LateFiles extends VersionFiles {
  /** Takes a file away that was just put there, as long as it is the same. */
  takeBack(firm: FirmId, file: { readonly file: string; readonly contentHash: string }): Promise<void>;
}

/** Which accounts of Dropbox the firm connected. */
export interface MirrorAccounts {
  of(firm: FirmId): Promise<DropboxAccounts>;
}

/** Documents of a firm that came out of Clio before. */
export interface OtherSources {
  /** Whether Clio gives the bytes of another one now. */
  getThrough(firm: FirmId, document: DocumentId, signal: AbortSignal): Promise<boolean>;
}
