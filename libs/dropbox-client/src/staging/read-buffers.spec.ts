import { expect, it, vi } from 'vitest';
import { freeReadBuffers } from './read-buffers.js';

const MEBIBYTE = 1024 * 1024;

const held = (): number => process.memoryUsage().arrayBuffers;

/** Reads as a socket is read, and keeps nothing. */
function read(bytes: number): void {
  for (let came = 0; came < bytes; came += 65_536) new Uint8Array(65_536).fill(1);
}

it('frees what a stretch of a stream was read by', async () => {
  freeReadBuffers();
  const before = held();
  read(16 * MEBIBYTE);
  expect(held() - before).toBeGreaterThan(8 * MEBIBYTE);
  freeReadBuffers();
  await vi.waitFor(() => expect(held() - before).toBeLessThan(2 * MEBIBYTE));
});
