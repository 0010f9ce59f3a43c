import type { Stack } from '@counterpart/local';
import { z } from 'zod';
import { getJson, ObservationFailed } from '../observe/get-json.js';
import { say } from '../say.js';
import { until } from '../until.js';
import type { System } from '../verify.js';
import type { LeapingClock } from '../virtual-clock/leaping-clock.js';
import type { ClioHand } from '../hands/clio-hand.js';
import { runCounterpart } from '../hands/command-line.js';

/** What came of documents that Clio did not give away for a while. */
export interface StubbornReport {
  /** Minutes from each failed try of the first document to its next, by the services’ calendar. */
  readonly retryMinutes: readonly number[];
  /** Tries after which the first document was there, and after which the second was given up. */
  readonly recoveredAfter: number | null;
  readonly givenUpAfter: number | null;
  /** E-mails that told of what was given up. */
  readonly mails: number;
  /** Whether `counterpart parked retry` brought the second one. */
  readonly broughtByHand: boolean;
}

/** Where it happens. */
export interface StubbornScene {
  readonly stack: Stack;
  readonly system: System;
  readonly clock: LeapingClock;
  readonly hand: Pick<ClioHand, 'addVersion'>;
}

/** Minutes of the usual schedule, and how far a wait may be spread. */
const SCHEDULE = [5, 25, 125];
const SPREAD = 0.1;
const PATIENCE_MS = 60_000;

/** Whether tries came by the schedule, and what failed for ever was told once and could be had by hand. */
export const keptSchedule = (report: StubbornReport): boolean =>
  report.retryMinutes.length === SCHEDULE.length &&
  report.retryMinutes.every((minutes, index) => {
    const meant = SCHEDULE[index] ?? 0;
    return Math.abs(minutes - meant) <= meant * SPREAD + 0.1;
  }) &&
  report.recoveredAfter === SCHEDULE.length + 1 &&
  report.givenUpAfter === SCHEDULE.length + 1 &&
  report.mails === 1 &&
  report.broughtByHand;

/**
 * Clio refuses one document’s new version until its last try, another’s for ever; each gets a further version meanwhile,
 * which must wait for its turn.
 */
export async function stubborn(scene: StubbornScene, documents: readonly string[]): Promise<StubbornReport> {
  const [late, never] = documents;
  if (late === undefined || never === undefined)
    throw new ObservationFailed('too few documents lie in Dropbox');
  const { system, hand } = scene;
  const told = () => failuresOf(system, [late, never]);
  say(`Clio refuses ${late} until its last try, ${never} for ever`);
  await system.clio.refuseDownloads([late, never]);
  for (const document of [late, never])
    await hand.addVersion(document, Buffer.from(`${document}, refused\n`));
  await until(PATIENCE_MS, async () => (await told()).parked.length === 2);
  for (const document of [late, never])
    await hand.addVersion(document, Buffer.from(`${document}, the next\n`));
  await passSchedule(scene, never, told);
  const { parked, recovered, dead } = await told();
  await system.clio.refuseDownloads([]);
  await until(PATIENCE_MS, async () => (await mailsOf(scene.stack)) > 0);
  say('What was given up is tried again by hand');
  const { exitCode } = await runCounterpart(scene.stack, [
    'parked',
    'retry',
    '--all',
    '--reason',
    'Clio gives it now',
  ]);
  return {
    retryMinutes: parked.flatMap((one) => (one.document === late ? [one.waitsMinutes] : [])),
    recoveredAfter: recovered[0]?.tries ?? null,
    givenUpAfter: dead[0]?.tries ?? null,
    mails: await mailsOf(scene.stack),
    broughtByHand: exitCode === 0,
  };
}

/** Has the time of each retry come; before the last, Clio gives the first document away again. */
async function passSchedule(
  { system, clock }: StubbornScene,
  never: string,
  told: () => ReturnType<typeof failuresOf>,
): Promise<void> {
  for (const [index, minutes] of SCHEDULE.entries()) {
    if (index === SCHEDULE.length - 1) await system.clio.refuseDownloads([never]);
    say(`${minutes} minutes pass for the services`);
    await clock.leap(minutes * (1 + SPREAD) + 0.2);
    await until(PATIENCE_MS, async () => {
      const { parked, recovered, dead } = await told();
      return parked.length + recovered.length + dead.length === 2 * (index + 2);
    });
  }
}

interface Tried {
  readonly document: string;
  readonly tries: number;
}

/** What was told of failures of these documents. */
async function failuresOf(
  { trail }: System,
  documents: readonly string[],
): Promise<{
  readonly parked: readonly (Tried & { readonly waitsMinutes: number })[];
  readonly recovered: readonly Tried[];
  readonly dead: readonly Tried[];
}> {
  const events = await trail.events(['WorkParked', 'WorkRecovered', 'WorkDeadLettered']);
  const ours = events.map(({ event }) => event);
  const of = (document: string | null | undefined): readonly string[] =>
    documents.filter((one) => one === document);
  return {
    parked: ours.flatMap((event) =>
      event.name !== 'WorkParked'
        ? []
        : of(event.data.document).map((document) => ({
            document,
            tries: event.data.tries,
            waitsMinutes:
              Math.round((Date.parse(event.data.nextTryAt) - Date.parse(event.data.lastFailedAt)) / 600) /
              100,
          })),
    ),
    recovered: ours.flatMap((event) =>
      event.name === 'WorkRecovered'
        ? of(event.data.document).map((document) => ({ document, tries: event.data.tries }))
        : [],
    ),
    dead: ours.flatMap((event) =>
      event.name === 'WorkDeadLettered'
        ? of(event.data.document).map((document) => ({ document, tries: event.data.tries }))
        : [],
    ),
  };
}

const Inbox = z.object({ messages: z.array(z.object({ subject: z.string() })) });

/** A summary comes by mail, too, when a day of the calendar is over. */
async function mailsOf(stack: Stack): Promise<number> {
  const { messages } = await getJson(`${stack.addresses.inbox}/messages`, Inbox);
  return messages.filter(({ subject }) => subject.includes('could not be mirrored')).length;
}
