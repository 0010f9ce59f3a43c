import { FastifyAdapter } from '@nestjs/platform-fastify';

/** Longest time for a whole request to come in: whoever sends a byte now and then must not hold a connection. */
const REQUEST_MS = 30_000;

/**
 * The HTTP server of a service. A body stays the bytes that came, whatever type it claims to be: what is signed is
 * bytes, and nothing unsigned is parsed.
 */
export function httpServer(bodyLimit: number): FastifyAdapter {
  const adapter = new FastifyAdapter({ bodyLimit, requestTimeout: REQUEST_MS });
  const fastify = adapter.getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  return adapter;
}
