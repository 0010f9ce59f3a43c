import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as NodeJS.GCFunction;
setFlagsFromString('--no-expose-gc');

/**
 * Frees the buffers that a stretch of a stream was read by. Node.js reads a socket into a new buffer each time, 64 KiB of them, and V8,
 * which sees the small objects around them alone, lets tens of megabytes gather. Collecting what is young costs a moment, less than
 * what is saved.
 */
export const freeReadBuffers = (): void => void collect({ type: 'minor' });
