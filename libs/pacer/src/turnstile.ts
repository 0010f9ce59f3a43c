/** Something that waits for its share. */
interface Waiter {
  readonly amount: number;
  readonly pass: () => void;
}

/**
 * Lets work through while its amounts fit into a total, strictly in the order it came: a large one is not overtaken
 * for ever by small ones. What is larger than the total passes alone.
 */
export class Turnstile {
  #left: number;
  readonly #waiting: Waiter[] = [];

  constructor(private readonly total: number) {
    this.#left = total;
  }

  /**
   * Waits for a share. @returns what gives it back, once
   * @throws the signal’s reason where it is given up before
   */
  async take(amount: number, signal?: AbortSignal): Promise<() => void> {
    const share = Math.min(amount, this.total);
    signal?.throwIfAborted();
    if (this.#waiting.length === 0 && share <= this.#left) this.#left -= share;
    else await this.#queue(share, signal);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#left += share;
      this.#admit();
    };
  }

  #queue(amount: number, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (): void => {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      reject(reasonOf(signal));
      // Those behind may fit where the one that left did not.
      this.#admit();
    };
    const waiter: Waiter = {
      amount,
      pass: () => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      },
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    this.#waiting.push(waiter);
    return promise;
  }

  #admit(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined || next.amount > this.#left) return;
      this.#waiting.shift();
      this.#left -= next.amount;
      next.pass();
    }
  }
}

const reasonOf = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new Error('given up');
