import { createHash } from 'node:crypto';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LocalError } from './errors.js';

/** A file to be fetched, and the checksum that its maker published. */
export interface Download {
  readonly url: string;
  readonly algorithm: 'sha256' | 'sha512';
  /** Lower-case hex. */
  readonly checksum: string;
  /** Where it goes; nothing is there before it is whole and proven. */
  readonly file: string;
}

/**
 * Fetches a file and proves its checksum before it gets its name.
 * @throws LocalError DOWNLOAD_FAILED, CHECKSUM_WRONG; nothing is left behind
 */
export async function download({ url, algorithm, checksum, file }: Download): Promise<void> {
  const temporary = `${file}.${process.pid}.part`;
  try {
    const actual = await fetchTo(url, temporary, algorithm);
    if (actual !== checksum) {
      throw new LocalError(
        'CHECKSUM_WRONG',
        `${url} has ${algorithm} ${actual}, its maker published ${checksum}`,
      );
    }
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

async function fetchTo(url: string, file: string, algorithm: Download['algorithm']): Promise<string> {
  const hash = createHash(algorithm);
  try {
    const response = await fetch(url);
    if (!response.ok || response.body === null) throw new TypeError(`it answered ${response.status}`);
    const announced = Number(response.headers.get('content-length') ?? Number.NaN);
    let size = 0;
    const body = Readable.fromWeb(response.body);
    body.on('data', (chunk: Buffer) => {
      hash.update(chunk);
      size += chunk.length;
    });
    await pipeline(body, createWriteStream(file));
    if (!Number.isNaN(announced) && size !== announced)
      throw new TypeError(`${size} of ${announced} bytes came`);
    return hash.digest('hex');
  } catch (cause) {
    throw new LocalError('DOWNLOAD_FAILED', `${url} could not be fetched: ${String(cause)}`, { cause });
  }
}
