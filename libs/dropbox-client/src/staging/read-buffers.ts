import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as NodeJS.GCFunction;
setFlagsFromString('--no-expose-gc');

/** Calls after which everything is collected: with chunks of 4 MiB, each gibibyte. */
const CALLS_A_ROUND = 256;
let calls = 0;

/**
 * Frees the buffers that a chunk of a stream was read by. Node.js reads a socket into a new buffer each time, 64 KiB of them, and V8,
 * which sees the small objects around them alone, lets tens of megabytes gather. Collecting what is young costs a moment, less than
 * what is saved. What is on its way just then grows old, some 6 MB a gibibyte, and is collected with everything now and then: V8
 * would wait until it has doubled the heap.
 */
export function freeReadBuffers(): void {
  calls = (calls + 1) % CALLS_A_ROUND;
  collect({ type: calls === 0 ? 'major' : 'minor' });
}
