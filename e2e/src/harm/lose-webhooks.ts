import type { Stack } from '@counterpart/local';
import { ClioHand } from '../hands/clio-hand.js';
import { ObservationFailed } from '../observe/get-json.js';
import { say } from '../say.js';
import { until } from '../until.js';
import type { System } from '../verify.js';
import type { LeapingClock } from '../virtual-clock/leaping-clock.js';

/** What came of webhooks that Clio sent no more. */
export interface Revival {
  /** Ways in which all of them were lost. */
  readonly lost: readonly string[];
  /** From each loss until others were in force, by the machine’s clock. */
  readonly revivedAfterSeconds: readonly number[];
  /** Changes that were told while Clio refused every list, so that nothing but a webhook can have told them. */
  readonly toldByWebhook: number;
  /** Sweeps that came to their end meanwhile: none. */
  readonly sweptMeanwhile: number;
}

/** Where it happens. */
export interface WebhookScene {
  readonly stack: Stack;
  readonly system: System;
  readonly clock: LeapingClock;
}

/** Ingest looks at its webhooks so often. */
export const TENDING_ENV = { COUNTERPART_HOOK_TENDING_SECONDS: '2' };
/** Time passes for Clio, and for its tokens: the one that the services were given is to outlive it. */
export const LONG_LIVED_TOKENS = ['--token-life-s', String(366 * 24 * 3600)];

/** Longer than any webhook lives (31 days). */
const OVER_MINUTES = 32 * 24 * 60;
/** What is being made is waited for two minutes before others are made. */
const SETTLED_MINUTES = 3;
/** The services’ clock is ahead of Clio’s by so much: clocks of two machines differ. */
const AHEAD_MINUTES = 2;
const REVIVED_WITHIN_MS = 90_000;
const PATIENCE_MS = 60_000;

/**
 * Clio suspends every webhook, and later lets the next ones expire. Others have to be in force soon after, by themselves, and to
 * tell of the next change: Clio refuses all lists then, so no sweep can.
 */
export async function loseWebhooks(scene: WebhookScene): Promise<Revival> {
  const { clio } = scene.system;
  await clio.blackout(false);
  await passes(scene, SETTLED_MINUTES);
  await scene.clock.leap(AHEAD_MINUTES);
  const losses = {
    suspended: () => clio.suspendWebhooks(),
    expired: () => passes(scene, OVER_MINUTES),
  };
  const documents = (await clio.documents()).filter(({ size }) => size > 0);
  const revivedAfterSeconds: number[] = [];
  let [toldByWebhook, sweptMeanwhile] = [0, 0];
  for (const [at, [how, lose]] of Object.entries(losses).entries()) {
    say(`Every webhook is ${how}`);
    const began = performance.now();
    await lose();
    await until(REVIVED_WITHIN_MS, () => clio.isWatched());
    revivedAfterSeconds.push(Math.round((performance.now() - began) / 100) / 10);
    const document = documents[at];
    if (document === undefined) throw new ObservationFailed('too few documents lie in Clio');
    const { isTold, sweeps } = await changeInSilence(scene, document);
    toldByWebhook += isTold ? 1 : 0;
    sweptMeanwhile += sweeps;
  }
  return { lost: Object.keys(losses), revivedAfterSeconds, toldByWebhook, sweptMeanwhile };
}

/** For Clio and for the services. */
async function passes({ system, clock }: WebhookScene, minutes: number): Promise<void> {
  await system.clio.passTime(minutes);
  await clock.leap(minutes);
}

/** Renames a document while every list is refused. @returns whether it was told, and how many sweeps ended meanwhile */
async function changeInSilence(
  { stack, system: { clio, trail } }: WebhookScene,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<{ readonly isTold: boolean; readonly sweeps: number }> {
  await clio.listDocumentsAs({ status: { code: 403, body: { error: { type: 'ForbiddenError' } } } });
  // A sweep that had begun before is over.
  await until(PATIENCE_MS, async () => (await clio.struck()) > 0);
  const [before, sweeps] = [await trail.lastPlace(), await trail.count('SweepCompleted')];
  await new ClioHand(stack).rename(id, `${name} (told by a webhook)`);
  const isTold = async (): Promise<boolean> =>
    (await trail.events(['DocumentChanged'])).some(
      ({ place, event }) =>
        place > before && event.name === 'DocumentChanged' && event.data.document.id === id,
    );
  const outcome = await until(PATIENCE_MS, isTold).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ObservationFailed) return false;
      throw error;
    },
  );
  const swept = (await trail.count('SweepCompleted')) - sweeps;
  await clio.listDocumentsAs(null);
  return { isTold: outcome, sweeps: swept };
}
