import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as NodeJS.GCFunction;
setFlagsFromString('--no-expose-gc');

/** Chunks after which everything is collected: of 4 MiB, each gibibyte. */
const CHUNKS_A_ROUND = 256;

/**
 * Frees the buffers that chunks of streams were read by. Node.js reads a socket into a new buffer each time, 64 KiB of them, and V8,
 * which sees the small objects around them alone, lets tens of megabytes gather. Collecting what is young costs a moment, less than
 * what is saved, and about as much after one chunk as after many: so it is done once for a chunk of each stream that is read. What is on
 * its way just then grows old, some 6 MB a gibibyte, and is collected with everything now and then: V8 would wait until it has doubled
 * the heap.
 */
class ReadBuffers {
  #streams = 0;
  #young = 0;
  #old = 0;

  /** A stream begins; gives what ends it. */
  open(): () => void {
    this.#streams += 1;
    return () => void (this.#streams -= 1);
  }

  /** A chunk of one of the streams has been read. */
  chunkRead(): void {
    this.#young += 1;
    if (this.#young < this.#streams) return;
    this.#old += this.#young;
    this.#young = 0;
    const isRound = this.#old >= CHUNKS_A_ROUND;
    if (isRound) this.#old = 0;
    collect({ type: isRound ? 'major' : 'minor' });
  }
}

/** Those of this process: there is one collector. */
export const readBuffers = new ReadBuffers();
