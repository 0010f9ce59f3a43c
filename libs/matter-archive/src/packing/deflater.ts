import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { constants, deflateRaw } from 'node:zlib';
import { DeflateEngine } from './deflate-engine.js';
import { Slots } from './slots.js';

const deflate = promisify(deflateRaw);

/** Bytes of one job. Jobs of 128 KiB to 2 MiB were within 0.02 % of one whole stream’s size. */
export const BLOCK_BYTES = 1024 * 1024;
/** How far back deflate looks (RFC 1951 §2): what a block needs to know of the one before. */
const WINDOW_BYTES = 32 * 1024;

/** One block of an entry. */
export interface DeflateJob {
  readonly block: Buffer;
  /** The block before it, if any: its tail becomes the dictionary. */
  readonly before: Buffer | undefined;
  readonly last: boolean;
}

/** Room for the worst case, so that one trip to the pool is enough. */
const mostDeflated = (size: number): number => size + (size >> 8) + 256;

/**
 * Deflates blocks on zlib’s thread pool, as many at once as there are processors; the rest of the pool stays free for
 * file and name look-ups. The blocks of one entry, joined in order, are one deflate stream: each but the last ends on
 * a byte boundary (Z_SYNC_FLUSH), and each starts with the 32 KiB before it as its dictionary, as pigz does.
 */
export class Deflater {
  readonly #level: number;
  readonly #slots = new Slots(availableParallelism());
  /** At rest. Never more than there are slots. */
  readonly #engines: DeflateEngine[] = [];

  /** @param level 1 (fast) to 9 (small) */
  constructor(level: number) {
    this.#level = level;
  }

  async deflate(job: DeflateJob): Promise<Buffer> {
    const leave = await this.#slots.enter(1);
    try {
      return await (job.last && job.before === undefined
        ? this.#deflateWhole(job.block)
        : this.#deflatePart(job));
    } finally {
      leave();
    }
  }

  /** Lets go of zlib’s memory. */
  close(): void {
    for (const engine of this.#engines.splice(0)) engine.close();
  }

  /** Most files have one block. */
  async #deflateWhole(block: Buffer): Promise<Buffer> {
    const engine = this.#engines.pop() ?? new DeflateEngine(this.#level, mostDeflated(BLOCK_BYTES));
    const deflated = await engine.deflate(block);
    this.#engines.push(engine);
    return deflated;
  }

  /** An engine cannot change its dictionary. */
  #deflatePart({ block, before, last }: DeflateJob): Promise<Buffer> {
    return deflate(block, {
      level: this.#level,
      finishFlush: last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
      chunkSize: mostDeflated(block.length),
      ...(before === undefined ? {} : { dictionary: before.subarray(-WINDOW_BYTES) }),
    });
  }
}
