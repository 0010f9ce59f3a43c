import { expect, it, onTestFinished } from 'vitest';
import { readBuffers } from './read-buffers.js';

const MEBIBYTE = 1024 * 1024;

const held = (): number => process.memoryUsage().arrayBuffers;

/** Reads as a socket is read, and keeps nothing. */
function read(bytes: number): void {
  for (let came = 0; came < bytes; came += 65_536) new Uint8Array(65_536).fill(1);
}

it('frees what a stretch of a stream was read by', async () => {
  onTestFinished(readBuffers.open());
  readBuffers.chunkRead();
  const before = held();
  read(16 * MEBIBYTE);
  expect(held() - before).toBeGreaterThan(8 * MEBIBYTE);
  readBuffers.chunkRead();
  await expect.poll(() => held() - before).toBeLessThan(2 * MEBIBYTE);
});

it('does so once for a chunk of each stream that is read', async () => {
  for (let streams = 0; streams < 3; streams += 1) onTestFinished(readBuffers.open());
  for (let chunks = 0; chunks < 3; chunks += 1) readBuffers.chunkRead();
  const before = held();
  for (let chunks = 0; chunks < 2; chunks += 1) {
    read(4 * MEBIBYTE);
    readBuffers.chunkRead();
  }
  expect(held() - before).toBeGreaterThan(6 * MEBIBYTE);
  read(4 * MEBIBYTE);
  readBuffers.chunkRead();
  await expect.poll(() => held() - before).toBeLessThan(2 * MEBIBYTE);
});
