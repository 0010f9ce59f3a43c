import { expect, it, onTestFinished } from 'vitest';
import type { Condition } from './health.js';
import { httpServer } from './http-server.js';
import { Metrics } from './metrics.js';
import { operationsOf } from './operations.js';

async function opened(...conditions: readonly Condition[]) {
  const own = httpServer(1024).getInstance();
  const health = { conditions, metrics: new Metrics('spec') };
  const operations = operationsOf({ host: '127.0.0.1', port: 0 }, own, health);
  const url = await operations.open();
  onTestFinished(() => operations.close());
  return { own, ask: (page: string) => fetch(`${url}${page}`) };
}

it('tells whether a service is alive and ready, and what it lacks', async () => {
  const problems: string[] = [];
  const { ask } = await opened(
    { name: 'webhooks', of: 'ready', problem: () => problems[0] },
    { name: 'consumers', of: 'live', problem: () => Promise.resolve(undefined) },
  );
  expect([(await ask('/health/live')).status, (await ask('/health/ready')).status]).toEqual([200, 200]);
  const problem = 'not every firm’s webhooks were tended yet';
  problems.push(problem);
  const answer = await ask('/health/ready');
  expect([answer.status, await answer.json()]).toEqual([
    503,
    { ok: false, problems: [{ condition: 'webhooks', problem }] },
  ]);
  expect((await ask('/health/live')).status).toBe(200);
});

it('tells metrics in the form of Prometheus, and nothing else', async () => {
  const { ask } = await opened();
  const metrics = await ask('/metrics');
  expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(await metrics.text()).toContain('process_cpu_user_seconds_total{service="spec"}');
  expect((await ask('/webhooks/clio/token')).status).toBe(404);
});

it('is not ready where a condition cannot be judged', async () => {
  const problem = () => Promise.reject(new Error('the database is away'));
  const { ask } = await opened({ name: 'database', of: 'ready', problem });
  expect((await ask('/health/ready')).status).toBe(500);
});

const PAGES = ['/health/live', '/health/ready', '/metrics'];

it('tells nothing at the port that strangers reach', async () => {
  const { own } = await opened();
  const answers = await Promise.all(PAGES.map((url) => own.inject(url)));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404]);
});

it('tells it at the service’s own port where no stranger reaches that', async () => {
  const own = httpServer(1024).getInstance();
  const operations = operationsOf(undefined, own, { conditions: [], metrics: new Metrics('spec') });
  expect(await operations.open()).toBeUndefined();
  const answers = await Promise.all(PAGES.map((url) => own.inject(url)));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
});
