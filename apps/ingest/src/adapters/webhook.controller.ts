import {
  Catch,
  Controller,
  Headers,
  Inject,
  Param,
  Post,
  Req,
  Res,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { LOG, type Log } from '@counterpart/service-defaults';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReceiveDelivery } from '../receive-delivery/receive-delivery.handler.js';
import { WebhookCounts, type Counted } from './webhook-counts.js';

/** The one door that Clio knocks at. */
@Controller('webhooks/clio')
export class WebhookController {
  constructor(
    private readonly receiver: ReceiveDelivery,
    private readonly counts: WebhookCounts,
  ) {}

  @Post(':token')
  async receive(
    @Param('token') token: string,
    @Headers('x-hook-signature') signature: string | undefined,
    @Headers('x-hook-secret') handshake: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const answer = await this.receiver.handle({ token, body, signature, handshake });
    this.counts.count(answer.outcome);
    if (answer.echo !== undefined) reply.header('x-hook-secret', answer.echo);
    if (answer.retryAfter !== undefined) reply.header('retry-after', String(answer.retryAfter));
    await reply.status(answer.status).send();
  }
}

/** Requests that were refused before any handler saw them, and those whose handler failed: answered and counted too. */
@Catch()
export class RefusedRequestFilter implements ExceptionFilter {
  constructor(
    private readonly counts: WebhookCounts,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const status = statusOf(error);
    // The address is not told: it holds the hook’s token.
    if (status >= 500) this.log.warn({ error }, 'a request failed');
    countRefused(this.counts, { url: http.getRequest<FastifyRequest>().url, status });
    // Clio repeats what is answered with 5xx.
    await http
      .getResponse<FastifyReply>()
      .status(status >= 500 ? 503 : status)
      .send();
  }
}

/** Counts a request to a hook’s address that no handler saw. */
export function countRefused(
  counts: WebhookCounts,
  { url, status }: { readonly url: string; readonly status: number },
): void {
  if (url.startsWith('/webhooks/')) counts.count(outcomeOf(status));
}

function outcomeOf(status: number): Counted {
  if (status >= 500) return 'unavailable';
  return status === 413 ? 'oversized' : status === 404 ? 'unknown-hook' : 'malformed';
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 500;
  if ('statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  if ('getStatus' in error && typeof error.getStatus === 'function')
    return Number(error.getStatus.call(error));
  return 500;
}
