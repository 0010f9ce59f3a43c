import type {
  DocumentId,
  Event,
  EventId,
  FirmId,
  NamespaceId,
  Placement,
  VersionId,
} from '@counterpart/contracts';
import type { ContentDigest } from '../upload/judge-present.js';
import type { FoundFile } from '../upload/judge-commit.js';
import type { NewEvent, Transaction } from '@counterpart/event-store';
import type { Fence, Verdict } from '@counterpart/eventing';

/** One version of a document. */
export interface WantedVersion {
  readonly firm: FirmId;
  readonly document: DocumentId;
  readonly version: VersionId;
}

/** Bytes of documents in Clio. */
export interface ContentSource {
  /** Streams one version from its first byte. The stream fails when fewer bytes come than were announced. */
  open(wanted: WantedVersion, signal: AbortSignal): AsyncIterable<Uint8Array>;
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

/** Where progress outlives the process. */
export interface ProgressBook {
  journalOf(routed: EventId, fence: Fence | null): ProgressJournal;
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

/** Reads bytes to their end and keeps nothing but their hashes. */
export type DigestContent = (bytes: AsyncIterable<Uint8Array>) => Promise<ContentDigest>;

/** What a failure of either side means. */
export type TransferVerdict = (
  error: unknown,
) => { readonly kind: 'source-missing' } | { readonly kind: 'verdict'; readonly verdict: Verdict };

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
  /** Resolves when the outcome stands in the store; a repetition changes nothing. */
  record(record: StagingRecord): Promise<void>;
}
