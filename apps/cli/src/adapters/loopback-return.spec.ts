import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openLoopbackReturn } from './loopback-return.js';

const open = () => openLoopbackReturn({ port: 0, waitMs: 20_000 });

it('takes the answer and closes, also while somebody holds connections and sends nothing', async () => {
  const page = await open();
  const address = new URL(page.redirectUri);
  const held = [1, 2, 3].map(() => connect(Number(address.port), '127.0.0.1'));
  onTestFinished(() => held.forEach((socket) => socket.destroy()));
  await Promise.all(held.map((socket) => once(socket, 'connect')));
  for (const socket of held) socket.on('error', () => undefined).write('GET /connected HTTP/1.1\r\n');
  address.search = '?code=fake-code';
  expect((await fetch(address)).status).toBe(200);
  expect((await page.returned()).get('code')).toBe('fake-code');
  const began = performance.now();
  await page.close();
  expect(performance.now() - began).toBeLessThan(4000);
});

it.each([
  ['POST', {}],
  ['GET', { host: 'evil.example' }],
])('takes no answer by %s with the heads %o', async (method, heads: Readonly<Record<string, string>>) => {
  const page = await open();
  const { host, port } = new URL(page.redirectUri);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(
    `${method} /connected?code=fake-code HTTP/1.1\r\nhost: ${heads['host'] ?? host}\r\ncontent-length: 0\r\n\r\n`,
  );
  const [heard] = (await once(socket, 'data')) as [Buffer];
  expect(heard.toString()).toMatch(/^HTTP\/1\.1 404 /);
  await page.close();
});
