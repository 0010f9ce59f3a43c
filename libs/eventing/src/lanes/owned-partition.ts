import type { TopicPartition } from '../broker.js';
import type { Fence } from '../delivery.js';
import { OffsetTracker } from './offset-tracker.js';

/** A partition while this member holds it. Once lost it stays lost: regaining it makes a new one. */
export class OwnedPartition {
  readonly tracker = new OffsetTracker();
  readonly #abort = new AbortController();
  committed: bigint | null = null;
  paused = false;

  constructor(
    readonly at: TopicPartition,
    readonly fence: Fence,
  ) {}

  /** Another member has it now: work for it neither commits nor writes any more. */
  lose(): void {
    this.#abort.abort();
  }

  get lost(): boolean {
    return this.#abort.signal.aborted;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }
}
