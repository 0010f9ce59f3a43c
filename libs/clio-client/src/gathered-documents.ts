import type { ClioDocument } from './records.js';

/** How documents are read from Clio. */
export interface DocumentReads {
  /** One document. @throws ClioError where it cannot be read */
  readonly one: (id: string) => Promise<ClioDocument>;
  /** Those of these documents that a list shows whole; at most {@link MOST_TOGETHER} are asked for. */
  readonly several: (ids: readonly string[]) => Promise<readonly ClioDocument[]>;
}

/** A list call shows so many records at most (OpenAPI v4, `limit`). */
const MOST_TOGETHER = 200;

/** In a burst a read begins so long after the one before at the earliest: more is read with each call. */
const APART_MS = 500;
/** It begins later where the one before brought more: who hands in ten documents at once has more of them. */
const APART_FOR_EACH_MS = 200;
const MOST_APART_MS = 2000;
/** Where so many are together no more is waited: the call hardly counts beside their downloads. */
const ENOUGH = 40;
/** How often it is looked whether there are enough. */
const LOOK_MS = 100;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Asked = PromiseWithResolvers<ClioDocument>;

/**
 * Reads documents at one call each while they come singly. What is asked for while a read is under way is read together
 * after that: a burst of two hundred changes costs a few calls instead of two hundred. Reads keep apart as long as a burst
 * goes on, even where an answer leaves nobody waiting: who comes next would be read alone, in front of all that follow. A
 * document that the list does not show is asked for by itself: only that answer tells why.
 */
export class GatheredDocuments {
  /** What waits for a read that has not begun: what one under way may have seen too early is asked for anew. */
  readonly #asked = new Map<string, Asked>();
  #isReading = false;
  /** The read that began last. */
  #last = { beganAt: 0, documents: 0 };

  constructor(private readonly reads: DocumentReads) {}

  read(id: string): Promise<ClioDocument> {
    const known = this.#asked.get(id);
    if (known !== undefined) return known.promise;
    const asked: Asked = Promise.withResolvers();
    this.#asked.set(id, asked);
    if (!this.#isReading) void this.#readAll();
    return asked.promise;
  }

  async #readAll(): Promise<void> {
    this.#isReading = true;
    // Others came along just before: more are about to.
    if (this.#last.documents > 1) await this.#gather();
    while (this.#asked.size > 0) {
      const together = [...this.#asked].slice(0, MOST_TOGETHER);
      for (const [id] of together) this.#asked.delete(id);
      this.#last = { beganAt: performance.now(), documents: together.length };
      await this.#readTogether(together);
      if (this.#asked.size > 0) await this.#gather();
    }
    this.#isReading = false;
  }

  /** Lets documents come together, if the last read began just before. */
  async #gather(): Promise<void> {
    for (let ms = this.#restMs; ms > 0; ms = this.#restMs) await wait(Math.min(ms, LOOK_MS));
  }

  /** How long the next read has to wait from now. */
  get #restMs(): number {
    const { beganAt, documents } = this.#last;
    const isEnough = this.#asked.size >= ENOUGH;
    const apart = isEnough ? APART_MS : Math.max(APART_MS, documents * APART_FOR_EACH_MS);
    return beganAt + Math.min(apart, MOST_APART_MS) - performance.now();
  }

  async #readTogether(together: readonly (readonly [id: string, asked: Asked])[]): Promise<void> {
    try {
      const ids = together.map(([id]) => id);
      const found = ids.length === 1 ? [] : await this.reads.several(ids);
      const byId = new Map(found.map((document) => [document.id, document]));
      for (const [id, asked] of together) {
        const document = byId.get(id);
        // One after another: those that are asked for meanwhile gather.
        if (document === undefined) await this.#readOne(id, asked);
        else asked.resolve(document);
      }
    } catch (error) {
      for (const [, asked] of together) asked.reject(error);
    }
  }

  async #readOne(id: string, asked: Asked): Promise<void> {
    try {
      asked.resolve(await this.reads.one(id));
    } catch (error) {
      asked.reject(error);
    }
  }
}
