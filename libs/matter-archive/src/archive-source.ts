import type { Json } from '@counterpart/contracts';

/** Which Clio document a file is the counterpart of. */
export interface DocumentOrigin {
  /** Clio’s id of the document. */
  readonly id: string;
  /** The version that these bytes are. */
  readonly version: { readonly id: string; readonly number: number };
  /** All versions that Clio knew, oldest first, this one among them. */
  readonly versions: readonly { readonly id: string; readonly number: number; readonly size: number }[];
}

/** One file that goes into an archive. */
export interface ArchiveSource {
  /** Path below the matter’s folder, with `/` between its parts. */
  readonly path: string;
  /** Bytes. Announced before, held against what comes. */
  readonly size: number;
  readonly modified: Date;
  /** Dropbox’s content hash, if it is known; held against what comes. */
  readonly contentHash?: string;
  readonly document?: DocumentOrigin;
  /** Proof of inclusion in the audit log or why there is none, kept as it is given. */
  readonly proof?: Json;
  /**
   * Starts reading. Called at most once, shortly before the bytes are needed.
   * What it yields is kept without copying and must not be written to again.
   */
  open(signal: AbortSignal): AsyncIterable<Uint8Array>;
}
