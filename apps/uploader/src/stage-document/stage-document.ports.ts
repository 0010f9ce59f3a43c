import type {
  DocumentId,
  Event,
  EventId,
  FailureCode,
  FirmId,
  NamespaceId,
  Placement,
  VersionId,
} from '@counterpart/contracts';
import type { ContentDigest } from '../upload/judge-present.js';
import type { FoundFile } from '../upload/judge-commit.js';
import type { TakenFile } from '../upload/taken-file.js';
import type { NewEvent, Transaction } from '@counterpart/event-store';
import type { Fence, Verdict } from '@counterpart/eventing';

/** One version of a document. */
export interface WantedVersion {
  readonly firm: FirmId;
  readonly document: DocumentId;
  readonly version: VersionId;
}

/** A version whose bytes are wanted. */
export interface WantedContent extends WantedVersion {
  /** Bytes that Clio announces. */
  readonly size: number;
  /** It is wanted by a migration: live work goes first, and its bytes may come together with others’. */
  readonly isMigration: boolean;
  /** A later version of its document is known: an archive of Clio’s would hold that one. Asked of migrations alone. */
  readonly isReplaced: boolean;
}

/** Bytes of documents in Clio. */
export interface ContentSource {
  /**
   * Makes a version’s bytes ready, where that is worth waiting for.
   * @throws the signal’s reason where it is given up before
   */
  hold(wanted: WantedContent, signal: AbortSignal): Promise<HeldContent>;
}

/** Bytes that are ready to be read. */
export interface HeldContent {
  /** Streams them from the first one; may be called again. The stream fails when fewer come than were announced. */
  open(): AsyncIterable<Uint8Array>;
  /** They are no longer needed. */
  release(): void;
}

/** What Clio’s records say of a version whose bytes it does not give. */
export interface SourceRecords {
  /**
   * Whether they show that the version is no more: its document lies in the trash, or has versions and not this one. That
   * Clio shows neither is no evidence. Throws what Clio’s answers throw.
   */
  isDeleted(wanted: WantedVersion, signal: AbortSignal): Promise<boolean>;
}

/** Archives of many documents, which Clio makes for a handful of calls. */
export interface Archives {
  /** @returns undefined where Clio makes none of these documents; throws what Clio’s answers throw */
  order(
    firm: FirmId,
    wanted: readonly WantedContent[],
    signal: AbortSignal,
  ): Promise<MadeArchive | undefined>;
}

/** An archive that Clio has made. */
export interface MadeArchive {
  /** Reads it into memory. */
  read(signal: AbortSignal): Promise<ArchivedDocuments>;
}

/** An archive in memory: what in it is a document’s beyond doubt. */
export interface ArchivedDocuments {
  readonly has: (document: DocumentId) => boolean;
  /** Undefined where they are damaged. */
  readonly bytesOf: (document: DocumentId) => Promise<Uint8Array | undefined>;
  readonly release: () => void;
}

/** Which causes are runs of a migration. */
export interface ToldRuns {
  isRun(firm: FirmId, correlation: string): Promise<boolean>;
}

/** Which versions of documents were told. */
export interface ToldVersions {
  /** Whether a later version than this one was. */
  isReplaced(firm: FirmId, document: DocumentId, versionNumber: number): Promise<boolean>;
}

/** Bytes waiting in a closed upload session. */
export interface StagedContent {
  readonly session: string;
  /** When the session’s 7 days began, milliseconds since 1970. */
  readonly startedMs: number;
  readonly size: number;
  /** Dropbox content hash of all bytes, lower-case hex. */
  readonly contentHash: string;
  /** SHA-256 of all bytes, lower-case hex. */
  readonly sha256: string;
  /** How often calls with its bytes arrived damaged in Dropbox and were sent again. */
  readonly damagedSends: number;
}

/** How far a large document has come. */
export interface Progress {
  /** The upload session that holds the bytes. */
  readonly session: string;
  readonly startedMs: number;
  /** Every byte before this one is acknowledged. */
  readonly acknowledged: number;
  /** Dropbox content hash of those bytes. */
  readonly prefixHash: string;
}

/** Progress of one document. */
export interface ProgressJournal {
  load(): Promise<Progress | undefined>;
  save(progress: Progress): Promise<void>;
}

/** The word that planned a document. */
export type PlannedUpload = Pick<Event<'DocumentRouted'>, 'id' | 'firm'>;

/** Where progress outlives the process. */
export interface ProgressBook {
  journalOf(routed: PlannedUpload, fence: Fence | null): ProgressJournal;
  /** The document has its outcome. */
  forget(tx: Transaction, routed: EventId): Promise<void>;
}

/** A version that is to be staged. */
export interface StagingOrder {
  /** Bytes that Clio announces. */
  readonly size: number;
  /** Opens it at its first byte; may be called again. */
  readonly open: () => AsyncIterable<Uint8Array>;
  readonly journal: ProgressJournal;
  readonly signal: AbortSignal;
  /** It is of a migration: live documents go first. */
  readonly canWait: boolean;
}

/** Staged; or another number of bytes came than was announced, and nothing is to be committed. */
export type StagingOutcome =
  | { readonly kind: 'staged'; readonly staged: StagedContent }
  | { readonly kind: 'other-size'; readonly size: number };

/** Where bytes wait until they are committed. */
export interface StagingArea {
  /** The namespace below which the firm’s documents are placed. */
  namespaceOf(firm: FirmId): Promise<NamespaceId>;
  stage(firm: FirmId, order: StagingOrder): Promise<StagingOutcome>;
}

/** Files that lie in Dropbox already. */
export interface PresentFiles {
  /** The file at a place, as a listing showed it that may be some seconds old; undefined where it showed none. */
  at(firm: FirmId, placement: Placement): Promise<FoundFile | undefined>;
  /** The same, after Dropbox was asked what changed. */
  lookAgain(firm: FirmId, placement: Placement): Promise<FoundFile | undefined>;
}

/** Which documents files are counterparts of. */
export interface OwnedFiles {
  /** Whether the file is another document’s. */
  isAnothers(taken: TakenFile): Promise<boolean>;
}

/** Reads bytes to their end and keeps nothing but their hashes. */
export type DigestContent = (bytes: AsyncIterable<Uint8Array>) => Promise<ContentDigest>;

/** What a failure of either side means. */
export type TransferVerdict = (
  error: unknown,
) => { readonly kind: 'source-absent' } | { readonly kind: 'verdict'; readonly verdict: Verdict };

/** What a routed document came to. */
export interface StagingRecord {
  readonly cause: Event<'DocumentRouted'>;
  readonly outcome: NewEvent;
  readonly fence: Fence | null;
}

/** Where it is asked and recorded what documents came to. */
export interface OutcomeDesk {
  /** Whether the decision has its outcome already. */
  isAnswered(event: Event<'DocumentRouted'>): Promise<boolean>;
  /**
   * Why the attempt before this one was lost when it was to be committed. Null where none was, and where a person had this one tried
   * at once: then there is nothing to wait for.
   */
  lossToWaitOut(event: Event<'DocumentRouted'>): Promise<FailureCode | null>;
  /** Resolves when the outcome stands in the store; a repetition changes nothing. */
  record(record: StagingRecord): Promise<void>;
}
