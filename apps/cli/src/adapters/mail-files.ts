import { createReadStream } from 'node:fs';
import { FileFault } from './file-fault.js';

/** No bounce is longer; what is beyond it is not read. */
const LARGEST = 1_048_576;

/**
 * A saved mail; `-` is standard input.
 * @throws FileFault FILE_UNREADABLE
 */
export async function readMail(file: string): Promise<Uint8Array> {
  const stream: AsyncIterable<Buffer> = file === '-' ? process.stdin : createReadStream(file);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= LARGEST) break;
    }
  } catch (cause) {
    throw new FileFault('FILE_UNREADABLE', `${file} cannot be read`, { cause });
  }
  return Buffer.concat(chunks);
}
