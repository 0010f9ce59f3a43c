/** Positions of one word of bits. */
const WORD = 32;

/** Positions of one chunk: 8 KiB, so that a position far behind all others costs no more. */
const CHUNK = 65_536n;

/** A set of positions in the store. They lie close together: a bit each, 12 MB for a hundred million. */
export class PositionSet {
  readonly #chunks = new Map<bigint, Uint32Array>();

  /** @returns false where it was in the set before */
  add(position: bigint): boolean {
    const number = position / CHUNK;
    let chunk = this.#chunks.get(number);
    if (chunk === undefined) {
      chunk = new Uint32Array(Number(CHUNK) / WORD);
      this.#chunks.set(number, chunk);
    }
    const place = Number(position % CHUNK);
    const [word, bit] = [Math.floor(place / WORD), 1 << (place % WORD)];
    const before = chunk[word] ?? 0;
    chunk[word] = before | bit;
    return (before & bit) === 0;
  }
}
