import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.js';

/** One condition of a service’s health. */
export interface Condition {
  readonly name: string;
  /** `live`: the process must be restarted when it fails; `ready`: it gets no traffic while it fails. */
  readonly of: 'live' | 'ready';
  /** @returns undefined while all is well, otherwise what is wrong */
  problem(): Promise<string | undefined> | string | undefined;
}

/** What operators are told of a service. */
export interface Health {
  /** Read at each question: a service adds its own when it stands. */
  readonly conditions: readonly Condition[];
  readonly metrics: Pick<Metrics, 'registry'>;
}

/**
 * Has a server answer `GET /health/live`, `/health/ready` and `/metrics`: for operators alone, for they name firms and say what
 * is wrong. Liveness asks no other system: an outage of theirs is no reason to restart us.
 */
export function answerHealth(
  server: Pick<FastifyInstance, 'get'>,
  { conditions, metrics: { registry } }: Health,
): void {
  for (const kind of ['live', 'ready'] as const) {
    server.get(`/health/${kind}`, async (_request, reply) => {
      const asked = conditions.filter(({ of }) => of === kind);
      const problems = (await Promise.all(asked.map(problemOf))).flat();
      return reply.status(problems.length === 0 ? 200 : 503).send({ ok: problems.length === 0, problems });
    });
  }
  server.get('/metrics', async (_request, reply) =>
    reply.header('content-type', registry.contentType).send(await registry.metrics()),
  );
}

async function problemOf(condition: Condition): Promise<readonly object[]> {
  const problem = await condition.problem();
  return problem === undefined ? [] : [{ condition: condition.name, problem }];
}
