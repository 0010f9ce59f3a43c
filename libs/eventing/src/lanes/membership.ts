import type { Broker, ConsumeOptions, Consumption, Position, TopicPartition } from '../broker.js';

/** Being in a consumer group, over as many consumptions as it takes. */
export class Membership {
  #consumption: Consumption | null = null;
  #left = false;

  constructor(
    private readonly broker: Broker,
    private readonly options: ConsumeOptions,
  ) {}

  /** Leaves where it was in, and joins: what was taken in and not committed comes again. */
  async join(): Promise<void> {
    const before = this.#consumption;
    this.#consumption = null;
    await before?.stop();
    if (this.#left) return;
    // No record may come before there is something to pause.
    const joined = Promise.withResolvers<void>();
    const onAssigned: ConsumeOptions['onAssigned'] = async (assignment) => {
      await joined.promise;
      await this.options.onAssigned(assignment);
    };
    const consumption = await this.broker.consume({ ...this.options, onAssigned });
    this.#consumption = consumption;
    joined.resolve();
    if (this.#left) await consumption.stop();
  }

  /** @returns false where the group does not take it: the records come again */
  commit(positions: readonly Position[]): Promise<boolean> {
    return this.#consumption?.commit(positions) ?? Promise.resolve(false);
  }

  pause(partitions: readonly TopicPartition[]): void {
    this.#consumption?.pause(partitions);
  }

  resume(partitions: readonly TopicPartition[]): void {
    this.#consumption?.resume(partitions);
  }

  /** Takes nothing more in. */
  pauseAll(): void {
    this.pause(this.#consumption?.assignment() ?? []);
  }

  async leave(): Promise<void> {
    this.#left = true;
    await this.#consumption?.stop();
  }
}
