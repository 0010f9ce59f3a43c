/** Why the Kafka runtime refused or could not do something. */
export type EventingErrorCode =
  | 'TOPIC_DIFFERS'
  | 'TOPIC_MISSING'
  | 'TOPIC_CUT'
  | 'GROUP_ACTIVE'
  | 'LEASE_LOST'
  | 'CONSUMER_CRASHED'
  | 'KAFKA_SETTINGS_WRONG'
  | 'PARKED_WORK_UNSEEN'
  | 'SUBSCRIPTION_INVALID';

/** The error class of the Kafka runtime. */
export class EventingError extends Error {
  override readonly name: string = 'EventingError';

  constructor(
    readonly code: EventingErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Another member took the partition over: what was done for it here no longer counts. */
export class LeaseLost extends EventingError {
  override readonly name = 'LeaseLost';

  constructor(resource: string) {
    super('LEASE_LOST', `${resource} belongs to another member now`);
  }
}

/**
 * A part of the ground (broker, database) cannot be reached: pause and try again; nothing is wrong with the work.
 */
export class InfrastructureUnavailable extends Error {
  readonly code = 'INFRASTRUCTURE_UNAVAILABLE';
  override readonly name = 'InfrastructureUnavailable';

  /** It answers, and takes no writes, as with a full disk: what is begun anew meanwhile cannot be recorded either. */
  readonly refusesWrites: boolean;

  constructor(
    readonly part: string,
    { refusesWrites = false, ...options }: ErrorOptions & { readonly refusesWrites?: boolean } = {},
  ) {
    super(`${part} is unavailable`, options);
    this.refusesWrites = refusesWrites;
  }
}

/** Recognised by code, so that two copies of a package do not disagree. */
export const isInfrastructureUnavailable = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'InfrastructureUnavailable' || hasCode(error, 'INFRASTRUCTURE_UNAVAILABLE'));

/** Recognised by what it says, as above. */
export const isRefusalOfWrites = (error: unknown): boolean =>
  isInfrastructureUnavailable(error) &&
  (error as { readonly refusesWrites?: unknown }).refusesWrites === true;

export const isLeaseLost = (error: unknown): boolean =>
  error instanceof Error && hasCode(error, 'LEASE_LOST');

const hasCode = (error: Error, code: string): boolean => 'code' in error && error.code === code;
