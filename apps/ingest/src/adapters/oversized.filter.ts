import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { WebhookCounts } from './webhook-counts.js';

/** Requests that Fastify refuses before any handler sees them: too large, or no body it can read. */
@Catch()
export class RefusedRequestFilter implements ExceptionFilter {
  constructor(private readonly counts: WebhookCounts) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const status = statusOf(error);
    if (status === 413) this.counts.count('oversized');
    await reply.status(status).send();
  }
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 500;
  if ('statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  if ('getStatus' in error && typeof error.getStatus === 'function')
    return Number(error.getStatus.call(error));
  return 500;
}
