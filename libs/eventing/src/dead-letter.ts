import type { Event, FailureCode, FirmId } from '@counterpart/contracts';

/** Work that was given up. */
export interface DeadLetter {
  /** Consumer group that gave up. */
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
  readonly code: FailureCode;
  readonly tries: number;
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
}
