/** A commit of many, and how its failures are told. */
export interface BatchCommit<One, Answer> {
  /** Commits these in one call. @returns one answer each, at the same index */
  readonly send: (batch: readonly One[]) => Promise<readonly Answer[]>;
  /** Whether Dropbox failed on a call because of something in it, perhaps: part of it may get through. */
  readonly mayBePartial: (error: unknown) => boolean;
}

/** One of a batch on which Dropbox failed each time, while others of it got through. */
export const FAILED_ALONE = { kind: 'failed-alone' } as const;

/** One of a batch of which nothing is known: a call failed and nothing got through any more, after others of it had. */
export interface Unsettled {
  readonly kind: 'unsettled';
  /** What the call failed with. */
  readonly failure: unknown;
}

type Outcome<Answer> = Answer | typeof FAILED_ALONE | Unsettled;

/**
 * Commits a batch in one call. Where Dropbox fails on that call, one of it is tried alone: only where it gets through are the others
 * tried in ever smaller parts, until those are found on which Dropbox fails by themselves. In an outage that costs two more calls.
 * Where an outage begins meanwhile, what got through before has its answer.
 * @throws what the call failed with, where nothing got through
 */
export async function commitApart<One, Answer>(
  batch: readonly One[],
  commit: BatchCommit<One, Answer>,
): Promise<readonly Outcome<Answer>[]> {
  const parting = new Parting(commit);
  const others = await parting.part(batch);
  return batch.map((one) => parting.answers.get(one) ?? others);
}

/** Calls that fail one after another before it is asked whether anything gets through. One bad document among 1,000 makes a dozen fail. */
const MOST_IN_A_ROW = 32;

/** A batch on its way. */
class Parting<One, Answer> {
  readonly answers = new Map<One, Answer>();
  #failure: unknown;
  #inARow = 0;

  constructor(private readonly commit: BatchCommit<One, Answer>) {}

  /** @returns the outcome of those that are left without an answer @throws what a call failed with, where nothing got through */
  async part(batch: readonly One[]): Promise<typeof FAILED_ALONE | Unsettled> {
    try {
      await this.#partAll(batch);
      return FAILED_ALONE;
    } catch (failure) {
      if (this.answers.size === 0) throw failure;
      return { kind: 'unsettled', failure };
    }
  }

  /** What fails alone twice, while others got through in between and afterwards, is left without an answer. */
  async #partAll(batch: readonly One[]): Promise<void> {
    if (await this.#goes(batch)) return;
    const [first, last] = [batch[0], batch.at(-1)];
    if (first === undefined || last === undefined || first === last) throw this.#failure;
    if (!(await this.#goes([first])) && !(await this.#goes([last]))) throw this.#failure;
    await this.#halve(this.#unanswered(batch));
    await this.#requireAnswers();
    for (const one of this.#unanswered(batch)) await this.#goes([one]);
    await this.#requireAnswers();
  }

  #unanswered(batch: readonly One[]): readonly One[] {
    return batch.filter((one) => !this.answers.has(one));
  }

  async #halve(batch: readonly One[]): Promise<void> {
    if (batch.length === 0 || (await this.#goes(batch)) || batch.length === 1) return;
    const half = Math.ceil(batch.length / 2);
    await this.#halve(batch.slice(0, half));
    await this.#halve(batch.slice(half));
  }

  /** @returns false where Dropbox failed on it; what else goes wrong is thrown */
  async #goes(batch: readonly One[]): Promise<boolean> {
    try {
      await this.#send(batch);
      return true;
    } catch (error) {
      if (!this.commit.mayBePartial(error)) throw error;
      this.#failure = error;
      this.#inARow += 1;
      if (this.#inARow >= MOST_IN_A_ROW) await this.#requireAnswers();
      return false;
    }
  }

  async #send(batch: readonly One[]): Promise<void> {
    const answers = await this.commit.send(batch);
    for (const [index, one] of batch.entries()) {
      const answer = answers[index];
      if (answer === undefined) throw new TypeError('every staged document has an answer');
      if (!this.answers.has(one)) this.answers.set(one, answer);
    }
    this.#inARow = 0;
  }

  /**
   * Tells many documents on which Dropbox fails from an outage that began meanwhile: one that got through goes out once more. That
   * writes nothing, as where a lost answer makes a commit go out twice: its session is used up, or its content lies in place.
   * @throws what it failed with
   */
  async #requireAnswers(): Promise<void> {
    if (this.#inARow === 0) return;
    const through = [...this.answers.keys()].at(-1);
    if (through === undefined) throw this.#failure;
    await this.#send([through]);
  }
}
