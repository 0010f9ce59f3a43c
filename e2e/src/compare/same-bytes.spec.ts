import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sameBytes } from './same-bytes.js';

const bodies: Record<string, readonly string[]> = {
  '/whole': ['hello world'],
  '/pieces': ['hel', 'lo w', 'orld'],
  '/shorter': ['hello worl'],
  '/other': ['hello', ' World'],
  '/empty': [],
};
let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    for (const piece of bodies[request.url ?? ''] ?? []) response.write(piece);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('sameBytes', () => {
  it.each([
    ['/whole', '/pieces', true],
    ['/whole', '/shorter', false],
    ['/shorter', '/whole', false],
    ['/whole', '/other', false],
    ['/whole', '/empty', false],
    ['/empty', '/empty', true],
  ])('compares %s with %s', async (left, right, same) => {
    expect(await sameBytes(base + left, base + right)).toBe(same);
  });
});
