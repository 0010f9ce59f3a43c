/** Why a part of the local stack is not there. */
export type LocalErrorCode =
  | 'KAFKA_NOT_AVAILABLE'
  | 'JAVA_NOT_AVAILABLE'
  | 'POSTGRES_NOT_AVAILABLE'
  | 'DOWNLOAD_FAILED'
  | 'CHECKSUM_WRONG'
  | 'NOT_READY'
  | 'CHILD_DIED'
  | 'RUNS_ALREADY'
  | 'FOLDER_NOT_OURS';

/** The error class of the local stack; its message says what to do. */
export class LocalError extends Error {
  override readonly name = 'LocalError';

  constructor(
    readonly code: LocalErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${message}`, options);
  }
}
