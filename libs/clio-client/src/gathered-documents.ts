import { setTimeout as wait } from 'node:timers/promises';
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

type Asked = PromiseWithResolvers<ClioDocument>;

/**
 * Reads documents at one call each while they come singly. What is asked for while a read is under way is read together
 * when that has ended: a burst of two hundred changes costs about two calls instead of two hundred. A document that the
 * list does not show is asked for by itself: only that answer tells why.
 */
export class GatheredDocuments {
  readonly #asked = new Map<string, Asked>();
  #isReading = false;

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
    while (this.#asked.size > 0) {
      const together = [...this.#asked].slice(0, MOST_TOGETHER);
      for (const [id] of together) this.#asked.delete(id);
      const next = wait(APART_MS);
      await this.#readTogether(together);
      if (this.#asked.size > 0) await next;
    }
    this.#isReading = false;
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
