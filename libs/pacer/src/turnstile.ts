/** Something that waits for its share. */
interface Waiter {
  readonly amount: number;
  readonly canWait: boolean;
  readonly pass: () => void;
}

/** What is asked for, and by whom. */
export interface Passage {
  readonly amount: number;
  /** Given up with it. @default never */
  readonly signal?: AbortSignal | undefined;
  /** @default the one without a name */
  readonly party?: string;
  /** It comes behind what cannot wait, and may not take all. @default false */
  readonly canWait?: boolean;
}

/** What a party holds. */
interface Held {
  readonly all: number;
  /** Of it by what can wait. */
  readonly byPatient: number;
}

const NOTHING: Held = { all: 0, byPatient: 0 };
/** Share of what a party may hold that may be held by what can wait: for the rest there is always room. */
const PATIENT_SHARE = 0.75;

/**
 * Lets work through while its amounts fit into a total.
 *
 * Those of one party pass strictly in the order in which they came: a large one is not overtaken for ever by small ones.
 * Parties take turns, and none holds more of the total at once than its share: what one of them holds for long, because
 * those whom it calls are slow, holds nobody else up. A party that holds nothing may always take one amount, and what is
 * larger than the total passes alone.
 *
 * What can wait comes behind what cannot, of the same party, and leaves it a quarter of the party’s share.
 */
export class Turnstile {
  #left: number;
  readonly #heldBy = new Map<string, Held>();
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
  async take({ amount, signal, party = '', canWait = false }: Passage): Promise<() => void> {
    const taken = Math.min(amount, this.total);
    signal?.throwIfAborted();
    await this.#queue({ amount: taken, canWait, party, signal });
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#hold(party, -taken, canWait);
      this.#admit();
    };
  }

  #queue({
    amount,
    canWait,
    party,
    signal,
  }: Omit<Required<Passage>, 'signal'> & Pick<Passage, 'signal'>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (): void => {
      this.#forget(waiter, party);
      reject(reasonOf(signal));
      // Those behind may fit where the one that left did not.
      this.#admit();
    };
    const waiter: Waiter = {
      amount,
      canWait,
      pass: () => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      },
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    const queue = this.#queues.get(party) ?? [];
    this.#queues.set(party, queue);
    const patient = canWait ? -1 : queue.findIndex((other) => other.canWait);
    queue.splice(patient < 0 ? queue.length : patient, 0, waiter);
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
      this.#hold(party, waiter.amount, waiter.canWait);
      waiter.pass();
    }
  }

  /** The first party, by turns, whose next amount is within its share. */
  #next(): string | undefined {
    for (const [party, [waiter]] of this.#queues) {
      if (waiter !== undefined && this.#mayHold(party, waiter)) return party;
    }
    return undefined;
  }

  #mayHold(party: string, { amount, canWait }: Waiter): boolean {
    const { all, byPatient } = this.#heldBy.get(party) ?? NOTHING;
    const most = this.total * this.shareOf(party);
    const isWithin = (held: number, limit: number): boolean => held === 0 || held + amount <= limit;
    return isWithin(all, most) && (!canWait || isWithin(byPatient, most * PATIENT_SHARE));
  }

  /** Takes an amount from what is left, or gives it back where it is negative. */
  #hold(party: string, amount: number, canWait: boolean): void {
    const held = this.#heldBy.get(party) ?? NOTHING;
    const all = held.all + amount;
    this.#left -= amount;
    if (all > 0) this.#heldBy.set(party, { all, byPatient: held.byPatient + (canWait ? amount : 0) });
    else this.#heldBy.delete(party);
  }

  #forget(waiter: Waiter, party: string): void {
    const queue = this.#queues.get(party) ?? [];
    queue.splice(queue.indexOf(waiter), 1);
    if (queue.length === 0) this.#queues.delete(party);
  }
}

const reasonOf = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new Error('given up');
