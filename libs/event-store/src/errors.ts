/** Why the event store refused or could not do something. */
export type EventStoreErrorCode =
  /** A stream stands at another version than the writer expected: load it again and decide again. */
  | 'EVENT_STORE_VERSION_CONFLICT'
  /** Some ids of one append exist and some do not: a handler decided differently on redelivery (a bug). */
  | 'EVENT_STORE_PARTIAL_DUPLICATE'
  /** The events of one append contradict each other or their contract (a bug of the caller). */
  | 'EVENT_STORE_INVALID_APPEND'
  /** Other writers won every try; the work can be retried later. */
  | 'EVENT_STORE_CONTENTION'
  /** A statement failed, its error was swallowed, and the transaction could only be undone (a bug of the caller). */
  | 'EVENT_STORE_TRANSACTION_ENDED'
  /** The services' database role does not exist; the launcher creates it before the migrations run. */
  | 'EVENT_STORE_ROLE_MISSING';

/** The one error class of the event store; `code` says what happened. */
export class EventStoreError extends Error {
  override readonly name: string = 'EventStoreError';

  constructor(
    readonly code: EventStoreErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A stream stands at another version than expected. Nothing was written; the transaction can go on. */
export class VersionConflict extends EventStoreError {
  override readonly name = 'VersionConflict';

  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super('EVENT_STORE_VERSION_CONFLICT', `${stream} stands at version ${actual}, not ${expected}`);
  }
}
