import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** Longest time for a whole request to come in: whoever sends a byte now and then must not hold a connection. */
const REQUEST_MS = 30_000;

/** Most connections at once; further ones are closed as they come. Clio delivers over few, probes need one. */
const CONNECTIONS = 1000;

/** What a server puts up with. */
export interface ServerLimits {
  /** Longest time for a whole request, head and body, to come in; also for the first byte. @default 30000 */
  readonly requestMs?: number;
  /** @default 1000 */
  readonly connections?: number;
}

/** A request that no route could be looked up for: a broken percent escape (400), a part that is too long (414). */
export interface UnroutableRequest {
  readonly url: string;
  readonly status: number;
}

/**
 * The HTTP server of a service. A body stays the bytes that came, whatever type it claims to be: what is signed is
 * bytes, and nothing unsigned is parsed.
 */
export function httpServer(
  bodyLimit: number,
  onRefused: (request: UnroutableRequest) => void = () => undefined,
  { requestMs = REQUEST_MS, connections = CONNECTIONS }: ServerLimits = {},
): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit,
    requestTimeout: requestMs,
    http: {
      headersTimeout: requestMs,
      connectionsCheckingInterval: Math.min(Math.ceil(requestMs / 3), 5000),
    },
    // The address is not told back: it may hold a secret.
    frameworkErrors: (
      { statusCode: status = 400 }: FastifyError,
      { url }: FastifyRequest,
      reply: FastifyReply,
    ) => {
      onRefused({ url, status });
      void reply.status(status).send();
    },
  });
  const fastify = adapter.getInstance();
  fastify.server.maxConnections = connections;
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  return adapter;
}
