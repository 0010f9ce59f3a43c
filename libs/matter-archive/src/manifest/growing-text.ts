import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Text is kept in pieces of this many bytes. */
const PIECE_BYTES = 256 * 1024;

/**
 * UTF-8 text that grows line by line, in a few large pieces: a hundred thousand small ones would cost far more. Full pieces
 * are kept deflated: what a hundred thousand lines have in common, as the upper hashes of their proofs, is held once a piece.
 */
export class GrowingText {
  readonly #full: Buffer[] = [];
  #piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  #filled = 0;

  /** A letter of UTF-16 takes at most 3 bytes of UTF-8. */
  add(text: string): void {
    if (this.#filled + 3 * text.length > this.#piece.length) this.#begin(3 * text.length);
    this.#filled += this.#piece.write(text, this.#filled);
  }

  /** Bytes that it holds on to. */
  get heldBytes(): number {
    return this.#full.reduce((sum, { length }) => sum + length, this.#piece.length);
  }

  *pieces(): Generator<Buffer, void> {
    for (const piece of this.#full) yield inflateRawSync(piece);
    if (this.#filled > 0) yield this.#piece.subarray(0, this.#filled);
  }

  #begin(wanted: number): void {
    if (this.#filled > 0)
      this.#full.push(deflateRawSync(this.#piece.subarray(0, this.#filled), { level: 1 }));
    if (wanted > this.#piece.length) this.#piece = Buffer.allocUnsafeSlow(wanted);
    this.#filled = 0;
  }
}
