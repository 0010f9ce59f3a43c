/**
 * A weighted semaphore, first come first served. Whoever asks for more than there is gets in alone, so that nothing
 * ever waits for what cannot come.
 */
export class Slots {
  readonly #capacity: number;
  readonly #waiting: { readonly weight: number; readonly enter: () => void }[] = [];
  #free: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#free = capacity;
  }

  /** @returns how to leave again; to be called once */
  async enter(weight: number): Promise<() => void> {
    const taken = Math.min(weight, this.#capacity);
    if (this.#waiting.length > 0 || this.#free < taken) {
      await new Promise<void>((enter) => this.#waiting.push({ weight: taken, enter }));
    } else this.#free -= taken;
    return () => this.#leave(taken);
  }

  #leave(weight: number): void {
    this.#free += weight;
    for (
      let next = this.#waiting[0];
      next !== undefined && next.weight <= this.#free;
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#free -= next.weight;
      next.enter();
    }
  }
}
