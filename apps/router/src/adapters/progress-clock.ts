/** Tells how far the router has decided, by a connection of its own. */
export interface Telling {
  tend(): Promise<void>;
  close(): Promise<void>;
}

const EVERY_MS = 5_000;

/** Has it told by the clock how far the router has decided. What fails is tried again by the next round, on a new connection. */
export class ProgressClock {
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #isOver = false;
  #telling: Telling | undefined;

  constructor(
    private readonly open: () => Promise<Telling>,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  start(): void {
    this.#round = this.#go();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#round;
    await this.#close();
  }

  async #go(): Promise<void> {
    try {
      this.#telling ??= await this.open();
      await this.#telling.tend();
    } catch (error) {
      this.onTrouble(error);
      await this.#close();
    }
    if (!this.#isOver) this.#timer = setTimeout(() => this.start(), EVERY_MS);
  }

  async #close(): Promise<void> {
    const telling = this.#telling;
    this.#telling = undefined;
    await telling?.close().catch(this.onTrouble);
  }
}
