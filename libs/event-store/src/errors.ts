/** Why the event store refused or could not do something. */
export type EventStoreErrorCode =
  /** A stream stands at another version than the writer expected: load it again and decide again. */
  | 'EVENT_STORE_VERSION_CONFLICT'
  /** Some ids of one append exist and some do not: a handler decided differently on redelivery (a bug). */
  | 'EVENT_STORE_PARTIAL_DUPLICATE'
  /** The events of one append contradict each other or their contract (a bug of the caller). */
  | 'EVENT_STORE_INVALID_APPEND'
  /** A transaction reads or writes a stream of a firm that it does not name (a bug of the caller). */
  | 'EVENT_STORE_FIRM_NOT_NAMED'
  /** Other writers won every try; the work can be retried later. */
  | 'EVENT_STORE_CONTENTION'
  /** A statement failed, its error was swallowed, and the transaction could only be undone (a bug of the caller). */
  | 'EVENT_STORE_TRANSACTION_ENDED'
  /** The services' database role does not exist; the launcher creates it before the migrations run. */
  | 'EVENT_STORE_ROLE_MISSING'
  /** A store is rebuilt in an empty database only; this one holds events. */
  | 'EVENT_STORE_NOT_EMPTY'
  /** A record on an event topic is not one that a relay wrote. */
  | 'EVENT_STORE_RECORD_UNREADABLE'
  /** Two records on the topics cannot both be true. */
  | 'EVENT_STORE_RECORDS_CONTRADICT'
  /** There is no projection of that name. */
  | 'EVENT_STORE_PROJECTION_UNKNOWN'
  /** Another program rebuilds this projection now. */
  | 'EVENT_STORE_PROJECTION_BUSY';

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
