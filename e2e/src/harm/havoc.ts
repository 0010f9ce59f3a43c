import { setTimeout as wait } from 'node:timers/promises';
import { SERVICES, type ServiceName, type Stack } from '@counterpart/local';
import { say } from '../say.js';
import { seededChance } from '../chance.js';

/** What was done to the system. */
export interface HavocTally {
  readonly kills: Record<ServiceName, number>;
  brokerRestarts: number;
  databaseRestarts: number;
}

/** How much is done to it. */
export interface HavocPlan {
  readonly seed: number;
  readonly killsPerService: number;
}

/**
 * Kills every service with SIGKILL at random moments, side by side, and restarts the broker and the database once
 * each in the midst of it. Ends with everything running.
 */
export async function wreakHavoc(stack: Stack, plan: HavocPlan): Promise<HavocTally> {
  const kills = { ingest: 0, router: 0, uploader: 0, archiver: 0, notifier: 0, auditor: 0 };
  const tally: HavocTally = { kills, brokerRestarts: 0, databaseRestarts: 0 };
  const killing = SERVICES.map((name, index) =>
    killAgainAndAgain(stack, name, { ...plan, seed: plan.seed + index }, tally),
  );
  await Promise.all([...killing, restartGround(stack, plan.seed, tally)]);
  return tally;
}

async function killAgainAndAgain(
  stack: Stack,
  name: ServiceName,
  { seed, killsPerService }: HavocPlan,
  tally: HavocTally,
): Promise<void> {
  const chance = seededChance(seed);
  for (let kill = 0; kill < killsPerService; kill += 1) {
    await wait(300 + chance() * 4000);
    await stack.kill(name);
    tally.kills[name] += 1;
    say(`killed ${name} (${tally.kills[name]})`);
    await wait(chance() * 1500);
    await startStubbornly(stack, name);
  }
}

/** A service that starts while the database is away gives up, as it should; then it is started again. */
async function startStubbornly(stack: Stack, name: ServiceName): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await stack.start(name);
      return;
    } catch (error) {
      if (attempt >= 20) throw error;
      say(`${name} could not start yet, trying again`);
      await wait(1000);
    }
  }
}

async function restartGround(stack: Stack, seed: number, tally: HavocTally): Promise<void> {
  const chance = seededChance(seed + 100);
  await wait(4000 + chance() * 6000);
  say('restarting PostgreSQL');
  await stack.restartPostgres();
  tally.databaseRestarts += 1;
  await wait(2000 + chance() * 6000);
  say('restarting Kafka');
  await stack.restartKafka();
  tally.brokerRestarts += 1;
}
