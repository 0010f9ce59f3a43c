import {
  Catch,
  Controller,
  Headers,
  Param,
  Post,
  Req,
  Res,
  type ArgumentsHost,
  type ExceptionFilter,
  type RawBodyRequest,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReceiveDelivery } from '../receive-delivery/receive-delivery.handler.js';
import { WebhookCounts } from './webhook-counts.js';

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
    @Req() request: RawBodyRequest<FastifyRequest>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const body = request.rawBody ?? Buffer.alloc(0);
    const answer = await this.receiver.handle({ token, body, signature, handshake });
    this.counts.count(answer.outcome);
    if (answer.echo !== undefined) reply.header('x-hook-secret', answer.echo);
    await reply.status(answer.status).send();
  }
}

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
