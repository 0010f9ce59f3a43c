/** Lets so many in at once; the others wait in the order in which they came. */
export class Slots {
  readonly #waiting: (() => void)[] = [];

  /** @param free how many there are */
  constructor(private free: number) {}

  async within<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.free += 1;
      else next();
    }
  }
}
