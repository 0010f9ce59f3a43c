export type FirmErrorCode =
  /** A generator library failed. */
  | 'FIRM_RENDER_FAILED'
  /** Clio refused a request; trying again would not help. */
  | 'FIRM_CLIO_REFUSED'
  /** Clio did not answer, or was busy, until the last try. */
  | 'FIRM_CLIO_UNAVAILABLE'
  /** Clio answered something this program does not understand. */
  | 'FIRM_CLIO_ANSWER_UNREADABLE'
  /** The command line is wrong. */
  | 'FIRM_USAGE';

/** Every failure of this package. */
export class FirmError extends Error {
  constructor(
    readonly code: FirmErrorCode,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'FirmError';
  }
}
