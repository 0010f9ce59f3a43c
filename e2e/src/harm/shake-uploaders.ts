import { setTimeout as wait } from 'node:timers/promises';
import type { Instance, Stack } from '@counterpart/local';
import { say } from '../say.js';
import { seededChance } from '../chance.js';

/** What was done to the uploaders. */
export interface ShakeTally {
  readonly kills: number;
  readonly added: number;
}

/** How much is done to them. */
export interface ShakePlan {
  readonly seed: number;
  /** Uploaders that run. */
  readonly uploaders: number;
  readonly kills: number;
}

/**
 * Kills uploaders with SIGKILL at random moments, one after another, and starts each again a little later; one more
 * joins after the first kill. Ends with all of them running.
 */
export async function shakeUploaders(stack: Stack, plan: ShakePlan): Promise<ShakeTally> {
  const chance = seededChance(plan.seed);
  const running: Instance[] = Array.from({ length: plan.uploaders }, (_, index): Instance =>
    index === 0 ? 'uploader' : `uploader-${index + 1}`,
  );
  let [kills, added] = [0, 0];
  while (kills < plan.kills) {
    await wait(1000 + chance() * 4000);
    const victim = running[Math.floor(chance() * running.length)] ?? 'uploader';
    await stack.kill(victim);
    kills += 1;
    say(`killed ${victim} (${kills})`);
    if (added === 0) {
      running.push(await stack.add('uploader'));
      added += 1;
      say(`${running.at(-1) ?? ''} joined`);
    }
    await wait(chance() * 2000);
    await stack.start(victim);
  }
  return { kills, added };
}
