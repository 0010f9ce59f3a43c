import type { Lane } from './lane-of.js';

/** The lanes in which something parked holds its followers, and an order of changes for each key. */
export class HeldLanes {
  readonly #held = new Map<string, Set<string | null>>();
  readonly #turns = new Map<string, Promise<unknown>>();

  /** Whether a record of this lane has to wait: behind its own sub-lane, or behind or before a step of the whole key. */
  holds({ key, sub }: Lane): boolean {
    const subs = this.#held.get(key);
    if (subs === undefined) return false;
    return sub === null || subs.has(sub) || subs.has(null);
  }

  hold({ key, sub }: Lane): void {
    const subs = this.#held.get(key) ?? new Set();
    this.#held.set(key, subs.add(sub));
  }

  /** Says anew which sub-lanes of a key are held. */
  reset(key: string, subs: readonly (string | null)[]): void {
    if (subs.length === 0) this.#held.delete(key);
    else this.#held.set(key, new Set(subs));
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
