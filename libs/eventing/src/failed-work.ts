import type { Event, FailureCode, FirmId } from '@counterpart/contracts';

/** Work on one record. */
export interface Work {
  /** Consumer group. */
  readonly group: string;
  /** Firm of the event, or as far as the record key tells; `unknown` where nothing does. */
  readonly firm: FirmId;
  /** Null where the record is not an event that we can read. */
  readonly event: Event | null;
  readonly source: {
    readonly topic: string;
    readonly partition: number;
    /** Decimal text. */
    readonly offset: string;
    readonly key: string | null;
  };
}

/** Work that failed. */
export interface FailedWork extends Work {
  readonly code: FailureCode;
  readonly tries: number;
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
  /** Null where it was given up. */
  readonly nextTryAt: Date | null;
}

/** Work that was parked and succeeded. */
export interface RecoveredWork extends Work {
  /** Tries in all, the last one with success. */
  readonly tries: number;
}

/** Puts what becomes of failing work on record, in the transaction that parks or releases it. */
export interface FailureTrail<Tx> {
  failed(tx: Tx, work: FailedWork): Promise<void>;
  recovered(tx: Tx, work: RecoveredWork): Promise<void>;
}
