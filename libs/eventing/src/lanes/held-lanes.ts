import type { Lane } from './lane-of.js';

/** A sub-lane in which something parked holds its followers; null stands for a step of the whole key. */
export interface HeldSub {
  readonly sub: string | null;
  /** What is first in it was given up: it holds its own followers, who wait for a person, and no step of the whole key. */
  readonly isStuck: boolean;
}

/** The lanes in which something parked holds its followers, and an order of changes for each key. */
export class HeldLanes {
  /** By key: its sub-lanes that are held, and whether they are stuck. */
  readonly #held = new Map<string, Map<string | null, boolean>>();
  readonly #turns = new Map<string, Promise<unknown>>();

  /**
   * Whether a record of this lane has to wait: behind its own sub-lane, behind a step of the whole key, or, as such a step, behind
   * anything that goes on by itself.
   */
  holds({ key, sub }: Lane): boolean {
    const subs = this.#held.get(key);
    if (subs === undefined) return false;
    return sub === null ? [...subs.values()].includes(false) : subs.has(sub) || subs.has(null);
  }

  /** Whether a lane is stuck is said by what came to it first: what follows in it does not change that. */
  hold({ key, sub }: Lane, isStuck: boolean): void {
    const subs = this.#held.get(key) ?? new Map<string | null, boolean>();
    this.#held.set(key, subs);
    if (!subs.has(sub)) subs.set(sub, isStuck);
  }

  /** Says anew which sub-lanes of a key are held. */
  reset(key: string, subs: readonly HeldSub[]): void {
    if (subs.length === 0) this.#held.delete(key);
    else this.#held.set(key, new Map(subs.map(({ sub, isStuck }) => [sub, isStuck])));
  }

  /** Forgets the keys of a partition. */
  forget(prefix: string): void {
    for (const key of this.#held.keys()) if (key.startsWith(prefix)) this.#held.delete(key);
  }

  get count(): number {
    return this.#held.size;
  }

  /** Runs changes of one key one after another: a follower must not slip in while its lane is being freed. */
  inTurn<T>(key: string, change: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key) ?? Promise.resolve();
    const mine = before.then(change, change);
    this.#turns.set(key, mine);
    const forget = (): void => {
      if (this.#turns.get(key) === mine) this.#turns.delete(key);
    };
    mine.then(forget, forget);
    return mine;
  }
}
