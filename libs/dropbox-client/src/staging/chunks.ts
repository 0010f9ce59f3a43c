/** A run of a file’s bytes in a buffer that is used again. */
export interface Chunk {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly length: number;
  /** The source has ended with it. */
  readonly last: boolean;
}

/**
 * A fixed set of equal buffers, lent and given back: memory stays flat however large the file is, and nothing waits
 * for the garbage collector.
 */
export class BufferSet {
  readonly #free: Buffer[] = [];
  readonly #waiting: ((buffer: Buffer) => void)[] = [];
  #made = 0;

  constructor(
    private readonly count: number,
    readonly bytes: number,
  ) {}

  /** Waits for a free buffer. */
  take(): Promise<Buffer> {
    const free = this.#free.pop();
    if (free !== undefined) return Promise.resolve(free);
    if (this.#made < this.count) {
      this.#made += 1;
      return Promise.resolve(Buffer.allocUnsafeSlow(this.bytes));
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  give(buffer: Buffer): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(buffer);
    else next(buffer);
  }
}

/**
 * Cuts a stream into full buffers. A chunk is held back until the next byte or the end has come: only then it is
 * known whether it is the last. The set needs two buffers at least; who gets a chunk gives its buffer back.
 */
export async function* chunksOf(
  source: AsyncIterable<Uint8Array>,
  buffers: BufferSet,
): AsyncGenerator<Chunk, void> {
  let held: Buffer | undefined = await buffers.take();
  let [offset, length] = [0, 0];
  try {
    for await (const part of partsOf(source, buffers.bytes)) {
      if (length === buffers.bytes) {
        const full: Chunk = { buffer: held, offset, length, last: false };
        held = undefined;
        yield full;
        offset += length;
        [held, length] = [await buffers.take(), 0];
      }
      held.set(part, length);
      length += part.length;
    }
    const rest: Chunk = { buffer: held, offset, length, last: true };
    held = undefined;
    yield rest;
  } finally {
    if (held !== undefined) buffers.give(held);
  }
}

/** Cuts pieces where a run of so many bytes ends. */
async function* partsOf(source: AsyncIterable<Uint8Array>, run: number): AsyncGenerator<Uint8Array, void> {
  let left = run;
  for await (const piece of source) {
    for (let from = 0; from < piece.length;) {
      const part = piece.subarray(from, from + left);
      yield part;
      from += part.length;
      left = part.length === left ? run : left - part.length;
    }
  }
}
