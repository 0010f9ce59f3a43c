import { describe, expect, it } from 'vitest';
import { httpServer } from './http-server.js';

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
});
