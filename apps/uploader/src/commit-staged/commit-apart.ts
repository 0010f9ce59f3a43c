/** A commit of many, and how its failures are told. */
export interface BatchCommit<One, Answer> {
  /** Commits these in one call. @returns one answer each, at the same index */
  readonly send: (batch: readonly One[]) => Promise<readonly Answer[]>;
  /** Whether Dropbox failed on a call because of something in it, perhaps: part of it may get through. */
  readonly mayBePartial: (error: unknown) => boolean;
}

/** One of a batch on which Dropbox failed each time, while others of it got through. */
export const FAILED_ALONE = { kind: 'failed-alone' } as const;

type Outcome<Answer> = Answer | typeof FAILED_ALONE;

/**
 * Commits a batch in one call. Where Dropbox fails on that call, one of it is tried alone: only where it gets through are the others
 * tried in ever smaller parts, until those are found on which Dropbox fails by themselves. In an outage that costs two more calls.
 * @throws what the call failed with, where nothing shows that other calls get through
 */
export async function commitApart<One, Answer>(
  batch: readonly One[],
  commit: BatchCommit<One, Answer>,
): Promise<readonly Outcome<Answer>[]> {
  const parting = new Parting(commit);
  await parting.part(batch);
  return batch.map((one) => parting.answers.get(one) ?? FAILED_ALONE);
}

/** Calls that fail one after another before it is an outage that began meanwhile. One bad document among 1,000 makes a dozen fail. */
const MOST_IN_A_ROW = 32;

/** A batch on its way. */
class Parting<One, Answer> {
  readonly answers = new Map<One, Answer>();
  #failure: unknown;
  #inARow = 0;

  constructor(private readonly commit: BatchCommit<One, Answer>) {}

  /** What fails alone is left without an answer. */
  async part(batch: readonly One[]): Promise<void> {
    if (await this.#goes(batch)) return;
    const [first, last] = [batch[0], batch.at(-1)];
    if (first === undefined || last === undefined || first === last) throw this.#failure;
    if (!(await this.#goes([first])) && !(await this.#goes([last]))) throw this.#failure;
    await this.#halve(batch.filter((one) => !this.answers.has(one)));
    // Others got through since each of these failed.
    for (const one of batch) if (!this.answers.has(one)) await this.#goes([one]);
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
      const answers = await this.commit.send(batch);
      for (const [index, one] of batch.entries()) {
        const answer = answers[index];
        if (answer === undefined) throw new TypeError('every staged document has an answer');
        this.answers.set(one, answer);
      }
      this.#inARow = 0;
      return true;
    } catch (error) {
      this.#inARow += 1;
      if (!this.commit.mayBePartial(error) || this.#inARow > MOST_IN_A_ROW) throw error;
      this.#failure = error;
      return false;
    }
  }
}
