import type { Owner } from '@counterpart/contracts';

/** Where the relay hands events over; resolves when the broker has them safely (acks=all). */
export interface RelayProducer {
  produce(
    topic: string,
    records: readonly {
      readonly key: string;
      readonly value: Buffer;
      readonly headers: Readonly<Record<string, string>>;
    }[],
  ): Promise<void>;
}

/** How a relay runs. */
export interface RelayOptions {
  readonly url: string;
  /** Whose topics are relayed. */
  readonly owner: Owner;
  readonly producer: RelayProducer;
}

/** Carries the events of one owner's topics from the store to Kafka, in order, at least once. */
export class Relay {
  constructor(private readonly options: RelayOptions) {}

  /** Starts in the background: waits for leadership, then relays until stopped. */
  start(): void {
    throw new TypeError(`not yet: ${this.options.owner}`);
  }

  /** Finishes the batch in hand and gives leadership up. */
  stop(): Promise<void> {
    throw new TypeError('not yet');
  }
}
