import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Metrics } from './metrics.js';
import { READINESS } from './tokens.js';

/** One condition of a service’s health. */
export interface Condition {
  readonly name: string;
  /** `live`: the process must be restarted when it fails; `ready`: it gets no traffic while it fails. */
  readonly of: 'live' | 'ready';
  /** @returns undefined while all is well, otherwise what is wrong */
  problem(): Promise<string | undefined> | string | undefined;
}

/** Liveness, readiness and metrics. Liveness asks no other system: an outage of theirs is no reason to restart us. */
@Controller()
export class HealthController {
  constructor(
    @Inject(READINESS) private readonly conditions: readonly Condition[],
    private readonly metrics: Metrics,
  ) {}

  @Get('health/live')
  live(@Res() reply: FastifyReply): Promise<void> {
    return this.answer(reply, 'live');
  }

  @Get('health/ready')
  ready(@Res() reply: FastifyReply): Promise<void> {
    return this.answer(reply, 'ready');
  }

  @Get('metrics')
  async scrape(@Res() reply: FastifyReply): Promise<void> {
    const { registry } = this.metrics;
    await reply.header('content-type', registry.contentType).send(await registry.metrics());
  }

  private async answer(reply: FastifyReply, of: Condition['of']): Promise<void> {
    const asked = this.conditions.filter((condition) => condition.of === of);
    const problems = await Promise.all(
      asked.map(async (condition) => {
        const problem = await condition.problem();
        return problem === undefined ? [] : [{ condition: condition.name, problem }];
      }),
    );
    const found = problems.flat();
    await reply.status(found.length === 0 ? 200 : 503).send({ ok: found.length === 0, problems: found });
  }
}
