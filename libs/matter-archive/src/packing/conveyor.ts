/**
 * A bounded queue between one producer, who waits when it is full, and one consumer, who waits when it is empty.
 * Promises come out settled. The consumer may leave at any time; the producer’s next `put` then answers false.
 */
export class Conveyor<Item> implements AsyncIterable<Awaited<Item>> {
  readonly #limit: number;
  readonly #items: Item[] = [];
  #ended = false;
  #left = false;
  #failure: { readonly error: unknown } | undefined;
  #wakeProducer: (() => void) | undefined;
  #wakeConsumer: (() => void) | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @returns false when the consumer has left */
  async put(item: Item): Promise<boolean> {
    this.#items.push(item);
    this.#wakeConsumer?.();
    while (this.#items.length >= this.#limit && !this.#left) {
      await new Promise<void>((wake) => (this.#wakeProducer = wake));
    }
    return !this.#left;
  }

  end(): void {
    this.#ended = true;
    this.#wakeConsumer?.();
  }

  /** The consumer wants no more. */
  leave(): void {
    this.#left = true;
    this.#wakeProducer?.();
  }

  /** The consumer meets the error after what was put before it. */
  fail(error: unknown): void {
    this.#failure = { error };
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Awaited<Item>, void> {
    try {
      for (;;) {
        const item = this.#items.shift();
        if (item !== undefined) {
          this.#wakeProducer?.();
          yield item; // An async generator awaits what it yields.
        } else if (this.#ended) break;
        else await new Promise<void>((wake) => (this.#wakeConsumer = wake));
      }
      if (this.#failure !== undefined) throw this.#failure.error;
    } finally {
      this.leave();
    }
  }
}
