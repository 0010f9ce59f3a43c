/**
 * A queue in which firms take turns: each has its own, first in, first out, and the one that was served last comes last
 * again. However much one firm has waiting, another one’s next piece comes after at most one piece of every other firm.
 */
export class FirmTurns<T> {
  /** In the order of their turns; a firm without anything waiting is not in it. */
  readonly #queues = new Map<string, T[]>();

  push(firm: string, item: T): void {
    const queue = this.#queues.get(firm);
    if (queue === undefined) this.#queues.set(firm, [item]);
    else queue.push(item);
  }

  /**
   * Takes the next piece of the first firm, by turns, that may go on.
   * @returns undefined where none may
   */
  take(mayGoOn: (firm: string) => boolean): T | undefined {
    for (const [firm, queue] of this.#queues) {
      if (!mayGoOn(firm)) continue;
      this.#queues.delete(firm);
      const item = queue.shift();
      if (queue.length > 0) this.#queues.set(firm, queue);
      return item;
    }
    return undefined;
  }
}
