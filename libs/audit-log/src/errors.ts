/** Why something of the audit log is refused. */
export type AuditErrorCode =
  /** A signed note is not in the form of C2SP signed-note. */
  | 'AUDIT_NOTE_MALFORMED'
  /** None of the given keys signed the note. */
  | 'AUDIT_SIGNATURE_MISSING'
  /** A signature that names a given key does not fit the text. */
  | 'AUDIT_SIGNATURE_WRONG'
  /** A key is not in the form of C2SP signed-note. */
  | 'AUDIT_KEY_MALFORMED'
  /** The note is no checkpoint of C2SP tlog-checkpoint. */
  | 'AUDIT_CHECKPOINT_MALFORMED'
  /** The checkpoint is of another log. */
  | 'AUDIT_OTHER_LOG'
  /** The proof does not lead to the root. */
  | 'AUDIT_PROOF_WRONG'
  /** Two checkpoints of one log contradict each other: somebody rewrote history. */
  | 'AUDIT_FORK'
  /** The log does not hold what was asked for. */
  | 'AUDIT_NOT_IN_LOG'
  /** Tiles are missing, or not as large as the log says. */
  | 'AUDIT_TILE_MISSING'
  /** An event is larger than a tile’s entry can be. */
  | 'AUDIT_ENTRY_TOO_LARGE'
  /** An event of a type that this program does not know. */
  | 'AUDIT_EVENT_UNKNOWN'
  /** An event of a version from the future: a newer program wrote it. */
  | 'AUDIT_EVENT_FUTURE'
  /** Bytes that are no event, or break its contract. */
  | 'AUDIT_EVENT_MALFORMED'
  /** There is nothing to export. */
  | 'AUDIT_NOTHING_TO_EXPORT'
  /** Events were not sealed in time: the auditor is not running, or is behind. */
  | 'AUDIT_NOT_SEALED'
  /** An export that was just made does not verify: it is not handed out. */
  | 'AUDIT_EXPORT_UNSOUND'
  /** No checkpoint was ever published: nothing says what the events were. */
  | 'AUDIT_CHECKPOINT_MISSING'
  /** The time-stamping authority refused. */
  | 'AUDIT_STAMP_REFUSED'
  /** Bytes that are no RFC 3161 answer, or no certificate. */
  | 'AUDIT_STAMP_MALFORMED'
  /** A time stamp that is not of these bytes, or not of a trusted authority. */
  | 'AUDIT_STAMP_WRONG'
  /** The log stands behind its own newest checkpoint. */
  | 'AUDIT_LOG_BEHIND';

/** The one error class of the audit log; `code` says what happened. */
export class AuditError extends Error {
  override readonly name = 'AuditError';

  constructor(
    readonly code: AuditErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
