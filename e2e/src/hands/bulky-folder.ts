import type { Stack } from '@counterpart/local';
import { ObservationFailed } from '../observe/get-json.js';
import { DropboxHand } from './dropbox-hand.js';

const MIB = 2 ** 20;
/** Files that are put one by one; the other folders are copies of theirs. */
const LETTERS = 1000;
const RECORDING_BYTES = 128 * MIB;
const RECORDINGS = 'Recordings';

/** What an office puts into a matter’s folder over the years. */
export interface Bulk {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Fills a matter’s folder by hand, without Clio: letters that shorten well, and recordings that do not. Copies share their bytes
 * on the emulator’s disk.
 * @param letters how many small files there are to be; rounded up to whole folders of a thousand
 * @param bytes how much the recordings come to; rounded up to whole recordings
 */
export async function fillByHand(
  stack: Stack,
  folder: string,
  { letters, bytes }: { readonly letters: number; readonly bytes: number },
): Promise<Bulk> {
  const folders = Math.ceil(letters / LETTERS);
  const recordings = Math.ceil(bytes / RECORDING_BYTES);
  const hand = new DropboxHand(stack);
  let written = 0;
  for (let at = 0; at < LETTERS; at += 1) {
    const letter = Buffer.from(`Letter ${at}. ${'Dear counsel, we write again. '.repeat(10 + (at % 90))}`);
    await put(stack, `${folder}/Letters 1/Letter ${at}.txt`, letter);
    written += letter.length;
  }
  for (let at = 2; at <= folders; at += 1) await hand.copy(`${folder}/Letters 1`, `${folder}/Letters ${at}`);
  const recording = `${folder}/${RECORDINGS}/Hearing 1.mp4`;
  await put(stack, recording, Buffer.alloc(RECORDING_BYTES, 'A hearing, on and on. '));
  for (let at = 2; at <= recordings; at += 1) {
    await hand.copy(recording, `${folder}/${RECORDINGS}/Hearing ${at}.mp4`);
  }
  return {
    files: LETTERS * folders + recordings,
    bytes: written * folders + recordings * RECORDING_BYTES,
  };
}

async function put({ addresses }: Stack, path: string, bytes: Buffer): Promise<void> {
  const url = `${addresses.dropbox}/_emulator/file?path=${encodeURIComponent(path)}`;
  const response = await fetch(url, { method: 'PUT', body: new Uint8Array(bytes) });
  if (!response.ok) throw new ObservationFailed(`putting ${path}: ${response.status}`);
}
