import { lookAhead } from '../packing/look-ahead.js';
import { fetchRange, type ArchiveFile } from './archive-file.js';

/** Bytes of one ranged read. */
const RANGE_BYTES = 8 * 2 ** 20;

/** Reads an archive from its first byte to its last in ranges, the next ones fetched ahead. */
export class SequentialReader {
  readonly #ranges: AsyncGenerator<{ readonly ready: Buffer }, void>;
  readonly #seen: (bytes: Buffer) => Promise<void>;
  #rest: Buffer = Buffer.alloc(0);
  #position = 0;

  /** @param seen told of all bytes in their order, once each */
  constructor(file: ArchiveFile, seen: (bytes: Buffer) => Promise<void>) {
    this.#seen = seen;
    this.#ranges = lookAhead(rangesOf(file.size), {
      capacity: 3,
      weigh: () => 1,
      prepare: ({ from, to }) => fetchRange(file, from, to),
    });
  }

  get position(): number {
    return this.#position;
  }

  /** So many bytes, in pieces. The caller knows that there are so many. */
  async *pieces(count: number): AsyncGenerator<Buffer, void> {
    for (let left = count; left > 0;) {
      if (this.#rest.length === 0) this.#rest = await this.#next();
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      this.#position += piece.length;
      left -= piece.length;
      await this.#seen(piece);
      yield piece;
    }
  }

  async take(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.pieces(count)) pieces.push(piece);
    const [only] = pieces;
    return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
  }

  /** Reads on and hands on nothing. */
  async skip(count: number): Promise<void> {
    for await (const piece of this.pieces(count)) void piece;
  }

  /** Lets go of what was fetched ahead. */
  async close(): Promise<void> {
    await this.#ranges.return();
  }

  async #next(): Promise<Buffer> {
    const { value } = await this.#ranges.next();
    if (value === undefined) throw new RangeError('read past the end of the archive');
    return value.ready;
  }
}

async function* rangesOf(size: number): AsyncGenerator<{ readonly from: number; readonly to: number }, void> {
  for (let from = 0; from < size; from += RANGE_BYTES) {
    yield await Promise.resolve({ from, to: Math.min(from + RANGE_BYTES, size) });
  }
}
