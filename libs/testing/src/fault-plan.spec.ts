import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { eventually } from './eventually.js';
import { faultPlan, untilStruck, type FaultPlan } from './fault-plan.js';

/** An emulator’s desk of faults: the plan that was put there, and how often each rule struck. */
async function startDesk(...struck: number[]) {
  let rules: readonly object[] = [];
  let looks = 0;
  const server = createServer((request, response) => {
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (text) => (body += text));
    request.on('end', () => {
      if (request.method === 'PUT') ({ rules } = JSON.parse(body) as { rules: readonly object[] });
      else looks += 1;
      const told = rules.map((rule, index) => ({ rule, struck: struck[index] }));
      response.end(JSON.stringify({ rules: told }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const checks: (() => Promise<void>)[] = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const plan: FaultPlan = faultPlan(url, (check) => void checks.push(check));
  /** The test is over. */
  const end = async (): Promise<void> => {
    for (const check of checks.toReversed()) await check();
  };
  const strike = (index: number): void => {
    struck[index] = (struck[index] ?? 0) + 1;
  };
  return { url, plan, end, strike, looks: () => looks, planned: () => rules };
}

const [FIRST, SECOND] = [{ route: 'first' }, { route: 'second' }];

it('a test whose planned faults all struck passes', async () => {
  const { plan, end } = await startDesk(1, 7);
  await plan(FIRST, SECOND);
  await expect(end()).resolves.toBeUndefined();
});

it('a test fails where a planned fault never struck, and says which', async () => {
  const { plan, end } = await startDesk(1, 0);
  await plan(FIRST, SECOND);
  await expect(end()).rejects.toThrow('planned faults never struck: [{"route":"second"}]');
});

it('a plan that is replaced is looked at before', async () => {
  const { plan, end } = await startDesk(0);
  await plan(FIRST);
  await expect(plan()).rejects.toThrow('"first"');
  await expect(end()).resolves.toBeUndefined();
});

it('a fault that may miss fails nothing, and the emulator never hears of that', async () => {
  const { plan, end, planned } = await startDesk(0);
  await plan({ ...FIRST, mayMiss: true });
  expect(planned()).toEqual([FIRST]);
  await expect(end()).resolves.toBeUndefined();
});

it('waits until each fault of the plan struck', async () => {
  const { url, plan, strike, looks } = await startDesk(0, 0);
  await plan(FIRST, SECOND);
  let passed = false;
  const waiting = untilStruck(url).then(() => (passed = true));
  strike(0);
  const before = looks();
  await eventually(() => passed || looks() > before + 1);
  expect(passed).toBe(false);
  strike(1);
  await waiting;
  expect(passed).toBe(true);
});
