import type { FirmId } from '@counterpart/contracts';

/** Archives that are in memory at once, of different firms. */
const AT_ONCE = 3;

/**
 * Lets archives into memory: one of each firm, and a few of all. What one firm’s archive waits for, as a Dropbox that is slow,
 * the archives of others do not; firms come in the order in which their next archive was made.
 */
export class ArchiveMemory {
  readonly #turns = new Map<FirmId, Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  #free = AT_ONCE;

  /** @param use reads an archive, and ends when nothing of it is in memory any more */
  async within(firm: FirmId, use: () => Promise<void>): Promise<void> {
    const before = this.#turns.get(firm) ?? Promise.resolve();
    const used = before.then(() => this.#inPlace(use));
    const turn = used.catch(() => undefined);
    this.#turns.set(firm, turn);
    try {
      await used;
    } finally {
      if (this.#turns.get(firm) === turn) this.#turns.delete(firm);
    }
  }

  async #inPlace(use: () => Promise<void>): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      await use();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
