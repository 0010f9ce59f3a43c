import type { OutgoingRecord } from '@counterpart/eventing';
import type { RelayProducer } from '../src/index.js';

/** A broker in memory whose faults a spec sets. */
export class FakeProducer implements RelayProducer {
  /** What was taken, batch by batch. */
  readonly batches: (readonly OutgoingRecord[])[] = [];
  #refusals = 0;
  #held: PromiseWithResolvers<void> | null = null;

  get records(): readonly OutgoingRecord[] {
    return this.batches.flat();
  }

  get ids(): readonly (string | undefined)[] {
    return this.records.map((record) => record.headers?.['event-id']);
  }

  /** The next so many batches are refused and not taken. */
  refuse(times: number): void {
    this.#refusals = times;
  }

  /** Batches are taken, but not acknowledged before `release`. */
  hold(): void {
    this.#held = Promise.withResolvers();
  }

  release(): void {
    this.#held?.resolve();
    this.#held = null;
  }

  async send(records: readonly OutgoingRecord[]): Promise<void> {
    if (this.#refusals > 0) {
      this.#refusals -= 1;
      throw new Error('the broker is away');
    }
    this.batches.push(records);
    await this.#held?.promise;
  }
}
