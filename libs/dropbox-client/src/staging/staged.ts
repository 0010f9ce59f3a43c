/** Bytes in a closed session, and what they are. */
export interface Staged {
  readonly session: string;
  /** When the session’s 7 days began, milliseconds since 1970. */
  readonly startedMs: number;
  readonly size: number;
  /** Dropbox content hash, lower-case hex. */
  readonly contentHash: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** How often calls with its bytes arrived damaged and were sent again; those of a pack count for each of its files. */
  readonly damagedSends: number;
}

/** Staged, or another number of bytes came than was announced: then nothing is to be committed. */
export type StagingResult =
  | { readonly kind: 'staged'; readonly staged: Staged }
  | { readonly kind: 'other-size'; readonly size: number };
