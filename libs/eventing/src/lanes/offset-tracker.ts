/**
 * The unfinished offsets of one partition. The watermark is the lowest of them, or the one after the last record
 * seen: everything below it is finished, so it may be committed.
 */
export class OffsetTracker {
  readonly #unfinished = new Map<bigint, number>();
  #lowest: bigint | null = null;
  #next: bigint | null = null;
  #bytes = 0;

  /** Takes a record in. @returns false for one that was seen before: it is in flight or finished */
  begin(offset: bigint, bytes: number): boolean {
    if (this.#next !== null && offset < this.#next) return false;
    this.#next = offset + 1n;
    this.#unfinished.set(offset, bytes);
    this.#lowest ??= offset;
    this.#bytes += bytes;
    return true;
  }

  /** The record’s work is over, whatever came of it. */
  finish(offset: bigint): void {
    this.#bytes -= this.#unfinished.get(offset) ?? 0;
    if (!this.#unfinished.delete(offset) || offset !== this.#lowest) return;
    // Records are taken in by ascending offset, and a Map keeps that order.
    const [first] = this.#unfinished.keys();
    this.#lowest = first ?? null;
  }

  /** Position to commit; null before the first record. */
  get watermark(): bigint | null {
    return this.#lowest ?? this.#next;
  }

  get records(): number {
    return this.#unfinished.size;
  }

  get bytes(): number {
    return this.#bytes;
  }
}
