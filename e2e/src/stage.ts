import { makeRunFolder, startStack, type Stack, type StackOptions } from '@counterpart/local';
import { say } from './say.js';
import { systemOf } from './system.js';
import type { System } from './verify.js';
import { LeapingClock } from './virtual-clock/leaping-clock.js';

/** What a drill plays on: a running system, and what is seen of it. */
export interface Stage {
  readonly stack: Stack;
  readonly system: System;
  /** When the drill began, by `performance.now()`. */
  readonly began: number;
}

/** The same, and the calendar that its services believe. */
export interface ClockedStage extends Stage {
  readonly clock: LeapingClock;
}

/** What a drill wants of its stack besides what all of them do; Clio has no rate limit unless said. */
type Wish = Partial<Omit<StackOptions, 'folder' | 'say' | 'onDeath'>>;

type Play<On extends Stage, Found> = (stage: On) => Promise<Found>;

/** Starts a system for a drill, lets it play, and stops all whatever came of it. */
export function onStage<Found>(drill: string, wish: Wish, play: Play<Stage, Found>): Promise<Found> {
  return staged(makeRunFolder(drill), wish, play);
}

/** The same, with services that believe a calendar of the drill’s. */
export function onClockedStage<Found>(
  drill: string,
  wish: Wish,
  play: Play<ClockedStage, Found>,
): Promise<Found> {
  const run = makeRunFolder(drill);
  const clock = new LeapingClock(run.folder);
  const serviceEnv = { ...clock.env, ...wish.serviceEnv };
  return staged(run, { ...wish, serviceEnv }, (stage) => play({ ...stage, clock }));
}

async function staged<Found>(
  { folder, remove }: ReturnType<typeof makeRunFolder>,
  wish: Wish,
  play: Play<Stage, Found>,
): Promise<Found> {
  const began = performance.now();
  const stack = await startStack({ clioRateLimit: null, ...wish, folder, say, onDeath: tellDeath });
  const system = systemOf(stack);
  try {
    return await play({ stack, system, began });
  } finally {
    await system.trail.close();
    await stack.stop();
    remove();
  }
}

const tellDeath = (name: string, logEnd: string): void =>
  say(`${name} ended by itself:\n${logEnd.slice(-1500)}`);
