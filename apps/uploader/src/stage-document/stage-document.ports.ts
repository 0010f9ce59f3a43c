import type { DocumentId, FirmId, NamespaceId, VersionId } from '@counterpart/contracts';
import type { Verdict } from '@counterpart/eventing';

/** Bytes of documents in Clio. */
export interface ContentSource {
  /** Streams one version. The stream fails when fewer bytes come than were announced. */
  open(
    firm: FirmId,
    document: DocumentId,
    version: VersionId,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>>;
}

/** Bytes waiting in a closed upload session. */
export interface StagedContent {
  readonly session: string;
  readonly size: number;
  /** Dropbox content hash of all bytes, lower-case hex. */
  readonly contentHash: string;
  /** SHA-256 of all bytes, lower-case hex. */
  readonly sha256: string;
}

/** Where bytes wait until they are committed. */
export interface StagingArea {
  /** The namespace below which the firm’s documents are placed. */
  namespaceOf(firm: FirmId): Promise<NamespaceId>;
  stage(firm: FirmId, content: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<StagedContent>;
}

/** What a failure of either side means. */
export type TransferVerdict = (
  error: unknown,
) => { readonly kind: 'source-missing' } | { readonly kind: 'verdict'; readonly verdict: Verdict };
