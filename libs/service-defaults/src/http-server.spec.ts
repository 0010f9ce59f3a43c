import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpServer, type ServerLimits } from './http-server.js';

describe('httpServer', () => {
  it.each([
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'image/nonsense',
    undefined,
  ])('hands over the bytes of a body that claims to be %s', async (type) => {
    const fastify = httpServer(1024).getInstance();
    fastify.post('/', (request, reply) => reply.send(request.body));
    const headers = type === undefined ? {} : { 'content-type': type };
    const payload = Buffer.from('{"a": \u0000\u00ff');
    const answer = await fastify.inject({ method: 'POST', url: '/', headers, payload });
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload).toEqual(payload);
  });

  it.each([
    ['/webhooks/clio/%zz', 400],
    [`/webhooks/clio/${'x'.repeat(200)}`, 414],
  ])('refuses an address that no route can be looked up for, and tells of it: %s', async (url, status) => {
    const refused: unknown[] = [];
    const fastify = httpServer(1024, (request) => refused.push(request)).getInstance();
    fastify.post('/webhooks/clio/:token', (_request, reply) => reply.send());
    const answer = await fastify.inject({ method: 'POST', url });
    expect(answer.statusCode).toBe(status);
    expect(answer.body).toBe('');
    expect(refused).toEqual([{ url, status }]);
  });

  it('takes no body above the limit, and waits for none for ever', async () => {
    const adapter = httpServer(1024);
    const fastify = adapter.getInstance();
    fastify.post('/', (_request, reply) => reply.send());
    const answer = await fastify.inject({ method: 'POST', url: '/', payload: Buffer.alloc(1025) });
    expect(answer.statusCode).toBe(413);
    expect(fastify.server.requestTimeout).toBe(30_000);
  });

  it('ends a connection whose request never comes whole (slow loris), and serves others meanwhile', async () => {
    const { fastify, port } = await listening({ requestMs: 300 });
    onTestFinished(() => fastify.close());
    const head = ' / HTTP/1.1\r\nhost: here\r\n';
    const slow = [`GET${head}`, `POST${head}content-length: 900\r\n\r\n`].map((start) =>
      dripping(port, start),
    );
    // Also another one is ended where the machine stands still in its middle: then it comes again.
    await expect.poll(async () => (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('here');
    for (const heard of await Promise.all(slow)) expect(heard).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('ends a connection on which nothing ever comes', async () => {
    const { fastify, port } = await listening({ requestMs: 300 });
    onTestFinished(() => fastify.close());
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(socket.bytesWritten).toBe(0);
  });

  it('takes no more connections than its most, and takes the next when one has ended', async () => {
    const { fastify, port } = await listening({ connections: 2 });
    onTestFinished(() => fastify.close());
    const held = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    onTestFinished(() => held.forEach((socket) => socket.destroy()));
    await Promise.all(held.map((socket) => once(socket, 'connect')));
    const oneTooMany = connect(port, '127.0.0.1');
    oneTooMany.on('error', () => undefined);
    oneTooMany.resume();
    await new Promise((resolve) => oneTooMany.once('close', resolve));
    held[0]?.destroy();
    await expect.poll(async () => (await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  });

  it.each([
    ['a head above 16 KiB', `GET / HTTP/1.1\r\nhost: here\r\nx: ${'x'.repeat(17_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx', 400],
    [
      'a length beside chunks (request smuggling)',
      'POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a length below zero', 'POST / HTTP/1.1\r\nhost: here\r\ncontent-length: -1\r\n\r\n', 400],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['no address but slashes', 'GET // HTTP/1.1\r\nhost: here\r\n\r\n', 404],
    ['an address that ends in its host', 'GET //[ HTTP/1.1\r\nhost: here\r\n\r\n', 404],
    ['a half address', 'GET http://[ HTTP/1.1\r\nhost: here\r\n\r\n', 400],
    [
      'another protocol',
      'GET //[ HTTP/1.1\r\nhost: here\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
      404,
    ],
    ['no HTTP', '\u0000\u0016\u0003\u0001', 400],
  ])('refuses a request with %s', async (_, request, status) => {
    const { fastify, port } = await listening({ requestMs: 60_000 });
    onTestFinished(() => fastify.close());
    const socket = connect(port, '127.0.0.1');
    socket.write(request);
    const [heard] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(heard.toString()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });
});

it('ends a connection that asks for a tunnel (CONNECT)', async () => {
  const { fastify, port } = await listening({ requestMs: 60_000 });
  onTestFinished(() => fastify.close());
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  socket.write('CONNECT //[ HTTP/1.1\r\nhost: here\r\n\r\n');
  await new Promise((resolve) => socket.on('close', resolve));
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
});

async function listening(limits: ServerLimits) {
  const fastify = httpServer(1024, () => undefined, limits).getInstance();
  fastify.get('/', (_request, reply) => reply.send('here'));
  fastify.post('/', (_request, reply) => reply.send());
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  return { fastify, port: (fastify.server.address() as AddressInfo).port };
}

/** Sends the start of a request, then a byte now and then. @returns what was heard until the connection ended */
function dripping(port: number, start: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  // Written first, also where the drip begins before there is a connection.
  socket.write(start);
  const drip = setInterval(() => socket.write('x'), 50);
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk.toString()));
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    socket.on('close', () => {
      clearInterval(drip);
      resolve(heard);
    });
  });
}
