/** Text is kept in pieces of this many bytes. */
const PIECE_BYTES = 256 * 1024;

/** UTF-8 text that grows line by line, in a few large pieces: a hundred thousand small ones would cost far more. */
export class GrowingText {
  readonly #full: Buffer[] = [];
  #piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  #filled = 0;

  /** A letter of UTF-16 takes at most 3 bytes of UTF-8. */
  add(text: string): void {
    if (this.#filled + 3 * text.length > PIECE_BYTES) this.#begin(3 * text.length);
    this.#filled += this.#piece.write(text, this.#filled);
  }

  *pieces(): Generator<Buffer, void> {
    yield* this.#full;
    if (this.#filled > 0) yield this.#piece.subarray(0, this.#filled);
  }

  #begin(wanted: number): void {
    if (this.#filled > 0) this.#full.push(this.#piece.subarray(0, this.#filled));
    this.#piece = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, wanted));
    this.#filled = 0;
  }
}
