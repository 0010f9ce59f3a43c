/** Something that waits for its share. */
interface Waiter {
  readonly amount: number;
  readonly pass: () => void;
}

/**
 * Lets work through while its amounts fit into a total.
 *
 * Those of one party pass strictly in the order in which they came: a large one is not overtaken for ever by small ones.
 * Parties take turns, and none holds more of the total at once than its share: what one of them holds for long, because
 * those whom it calls are slow, holds nobody else up. A party that holds nothing may always take one amount, and what is
 * larger than the total passes alone.
 */
export class Turnstile {
  #left: number;
  readonly #heldBy = new Map<string, number>();
  /** In the order of their turns; a party of which nobody waits is not in it. */
  readonly #queues = new Map<string, Waiter[]>();

  /** @param shareOf the most of the total that a party may hold, above 0 and up to 1 */
  constructor(
    private readonly total: number,
    private readonly shareOf: (party: string) => number = () => 1,
  ) {
    this.#left = total;
  }

  /**
   * Waits for an amount. @returns what gives it back, once
   * @throws the signal’s reason where it is given up before
   */
  async take(amount: number, signal?: AbortSignal, party = ''): Promise<() => void> {
    const taken = Math.min(amount, this.total);
    signal?.throwIfAborted();
    await this.#queue(taken, party, signal);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#giveBack(taken, party);
    };
  }

  #queue(amount: number, party: string, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (): void => {
      this.#forget(waiter, party);
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
    const queue = this.#queues.get(party);
    if (queue === undefined) this.#queues.set(party, [waiter]);
    else queue.push(waiter);
    this.#admit();
    return promise;
  }

  #admit(): void {
    for (let party = this.#next(); party !== undefined; party = this.#next()) {
      const queue = this.#queues.get(party) ?? [];
      const [waiter] = queue;
      if (waiter === undefined || waiter.amount > this.#left) return;
      queue.shift();
      // Whoever had a turn comes last again.
      this.#queues.delete(party);
      if (queue.length > 0) this.#queues.set(party, queue);
      this.#left -= waiter.amount;
      this.#heldBy.set(party, (this.#heldBy.get(party) ?? 0) + waiter.amount);
      waiter.pass();
    }
  }

  /** The first party, by turns, whose next amount is within its share. */
  #next(): string | undefined {
    for (const [party, [waiter]] of this.#queues) {
      const held = this.#heldBy.get(party) ?? 0;
      const most = this.total * this.shareOf(party);
      if (held === 0 || held + (waiter?.amount ?? 0) <= most) return party;
    }
    return undefined;
  }

  #giveBack(amount: number, party: string): void {
    this.#left += amount;
    const held = (this.#heldBy.get(party) ?? 0) - amount;
    if (held > 0) this.#heldBy.set(party, held);
    else this.#heldBy.delete(party);
    this.#admit();
  }

  #forget(waiter: Waiter, party: string): void {
    const queue = this.#queues.get(party) ?? [];
    queue.splice(queue.indexOf(waiter), 1);
    if (queue.length === 0) this.#queues.delete(party);
  }
}

const reasonOf = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new Error('given up');
