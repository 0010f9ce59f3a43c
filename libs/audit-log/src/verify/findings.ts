import type { AuditErrorCode } from '../errors.js';

/** What the verification of an export can find wrong. Each kind of damage has its code. */
export type FindingCode =
  /** A file of the export is not there. */
  | 'EXPORT_FILE_MISSING'
  /** A file is not in its form: cut off, mangled, or of something else. */
  | 'EXPORT_FILE_BROKEN'
  /** The folder is no export, or one of a newer format than this program reads. */
  | 'EXPORT_FORMAT_UNKNOWN'
  /** None of the given keys signed the checkpoint. */
  | 'EXPORT_KEY_WRONG'
  /** The checkpoint is not what the key signed. */
  | 'EXPORT_SIGNATURE_WRONG'
  /** The checkpoint is of another log than the key is of. */
  | 'EXPORT_OTHER_LOG'
  /** An audit path does not lead to the signed root. */
  | 'EXPORT_PROOF_WRONG'
  /** The statement of what the export holds is not the one in the log, or is none. */
  | 'EXPORT_STATEMENT_WRONG'
  /** An event’s content is not what the log holds. */
  | 'EVENT_ALTERED'
  /** An event’s time is not what the log holds. */
  | 'EVENT_REDATED'
  /** An event that the export must hold is not there. */
  | 'EVENT_DROPPED'
  /** An event that the export does not account for. */
  | 'EVENT_ADDED'
  /** Events stand in another order than in the log. */
  | 'EVENTS_SWAPPED'
  /** The end of the events is missing. */
  | 'EVENTS_TRUNCATED'
  /** An event of another matter, document or firm. */
  | 'EVENT_OUT_OF_SCOPE'
  /** An event of a type that this program does not know; its bytes are proven, its meaning is not read. */
  | 'EVENT_TYPE_UNKNOWN'
  /** An event of a version from the future; its bytes are proven, its meaning is not read. */
  | 'EVENT_VERSION_UNKNOWN'
  /** Bytes that are in the log but are no event. */
  | 'EVENT_MALFORMED'
  /** Two signed checkpoints of one log contradict each other: somebody rewrote history. */
  | 'LOG_FORKED'
  /** Nothing shows that the log grew out of an earlier checkpoint. */
  | 'LOG_GROWTH_UNPROVEN'
  /** The table, the report or the certificate says something else than the events. */
  | 'EXPORT_READABLE_ALTERED'
  /** A given witness has not signed the checkpoint. */
  | 'WITNESS_MISSING'
  /** A witness’s signature does not fit the checkpoint. */
  | 'WITNESS_WRONG'
  /** The export carries no time stamp, and one is asked for. */
  | 'TIME_STAMP_MISSING'
  /** The time stamp is not over the checkpoint, or not of the given authority. */
  | 'TIME_STAMP_WRONG';

/** One thing that is wrong, in words. */
export interface Finding {
  readonly code: FindingCode;
  readonly message: string;
  /** File of the export that it is about. */
  readonly file: string;
  /** Line of that file, from 1. */
  readonly line?: number;
}

/** Collects what is wrong. */
export class Findings {
  readonly all: Finding[] = [];

  add(code: FindingCode, file: string, message: string, line?: number): void {
    this.all.push({ code, file, message, ...(line === undefined ? {} : { line }) });
  }

  get none(): boolean {
    return this.all.length === 0;
  }

  /** How many there are of a kind. */
  has(code: FindingCode): boolean {
    return this.all.some((finding) => finding.code === code);
  }
}

/** What an error of the audit log is called where an export is verified. */
export const FINDING_OF: Readonly<Partial<Record<AuditErrorCode, FindingCode>>> = {
  AUDIT_SIGNATURE_MISSING: 'EXPORT_KEY_WRONG',
  AUDIT_SIGNATURE_WRONG: 'EXPORT_SIGNATURE_WRONG',
  AUDIT_OTHER_LOG: 'EXPORT_OTHER_LOG',
  AUDIT_PROOF_WRONG: 'EXPORT_PROOF_WRONG',
  AUDIT_EVENT_UNKNOWN: 'EVENT_TYPE_UNKNOWN',
  AUDIT_EVENT_FUTURE: 'EVENT_VERSION_UNKNOWN',
  AUDIT_EVENT_MALFORMED: 'EVENT_MALFORMED',
  AUDIT_FORK: 'LOG_FORKED',
};
