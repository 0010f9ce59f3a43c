/** A part of the ground (broker, database) cannot be reached: pause and try again, nothing is wrong with the work. */
export class InfrastructureUnavailable extends Error {
  override readonly name = 'InfrastructureUnavailable';

  constructor(
    readonly part: string,
    options?: ErrorOptions,
  ) {
    super(`${part} is unavailable`, options);
  }
}
