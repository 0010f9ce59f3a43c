/** Why an archive could not be written or read. What is wrong *with* an archive that was read is a fault, not an error. */
export type MatterArchiveErrorCode =
  /** A path is absolute, empty, or climbs out of its folder. */
  | 'ARCHIVE_PATH_INVALID'
  /** The same source path was given twice. */
  | 'ARCHIVE_PATH_DOUBLED'
  /** A source’s announced size or time is none. */
  | 'ARCHIVE_SOURCE_INVALID'
  /** A source, or the list of sources, could not be read to its end. */
  | 'ARCHIVE_SOURCE_FAILED'
  /** A source gave more or fewer bytes than were announced: it changed meanwhile. */
  | 'ARCHIVE_SOURCE_SIZE_DIFFERS'
  /** A source’s bytes do not have the announced content hash: they changed, or were damaged on the way. */
  | 'ARCHIVE_SOURCE_HASH_DIFFERS'
  /** The reader of the archive went away, or the work was called off. */
  | 'ARCHIVE_ABANDONED'
  /** What was acknowledged before is not what is written now: a source changed between two tries. Start anew. */
  | 'ARCHIVE_DIVERGED'
  /** An archive’s bytes could not be fetched. */
  | 'ARCHIVE_UNREADABLE';

/** The error class of matter archives. */
export class MatterArchiveError extends Error {
  override readonly name = 'MatterArchiveError';

  constructor(
    readonly code: MatterArchiveErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
