import { setTimeout as wait } from 'node:timers/promises';
import { loadFirm, makeRunFolder, startStack, type Stack } from '@counterpart/local';
import { ParkedView } from '../observe/parked.js';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { systemOf } from '../system.js';
import { until } from '../until.js';
import { holds, verify, type Report, type System } from '../verify.js';
import { ClioHand } from '../hands/clio-hand.js';
import { firstOutOfOrder } from '../judges/kept-order.js';
import { LeapingClock } from '../virtual-clock/leaping-clock.js';
import { revise, subjectsIn, VERSIONS, type Subject } from '../hands/new-versions.js';
import { keptSchedule, stubborn, type StubbornReport } from '../harm/stubborn.js';

/** What the drill is asked for. */
export interface DeadDropboxOptions {
  readonly documents: number;
  readonly seed: number;
}

/** What was seen while Dropbox was dead. */
interface Outage {
  /** How long it was dead, by the services’ calendar. */
  readonly deadMinutes: number;
  /** Calls that it did not answer as it should. */
  readonly callsWhileDead: number;
  /** Those of the last seconds before it came back: what the breakers let through to see whether it lives. */
  readonly probes: number;
  /** Over how many seconds they were counted. */
  readonly probedSeconds: number;
  /** Documents that Clio told of meanwhile: it is not held up by Dropbox. */
  readonly addedWhileDead: number;
  /** Documents that were told to lie in Dropbox though it was dead: none. */
  readonly mirroredWhileDead: number;
  /** Pieces of work that were parked, and given up, when it came back: none. An outage holds all work back. */
  readonly parked: number;
  readonly deadLettersWhileDead: number;
}

/** What the drill found. */
export interface DeadDropboxReport extends Report, Outage {
  readonly drill: 'dead-dropbox';
  readonly seed: number;
  /** What was scaled to make hours fit into a drill. */
  readonly scale: string;
  /** Documents that got new versions while Dropbox was dead. */
  readonly revised: number;
  /** From the moment at which it lived again to the end of all work. */
  readonly drainSeconds: number;
  /** What came of documents that fail by themselves: those are tried again by the schedule. */
  readonly stubborn: StubbornReport;
  /** The first document whose versions were not mirrored and archived in their order. */
  readonly outOfOrder: string | null;
  /** Moments at which a current file could not be found at its place. */
  readonly vanished: number;
  readonly holds: boolean;
}

const SCALE =
  'The services’ calendar leaps: hours of the outage and the 5, 25 and 125 minutes between tries pass in moments. ' +
  'Timers are the machine’s: breakers wait as in production, 1 s doubling to 60 s. Latencies are the calendar’s';
/** What the calendar leaps by while Dropbox does not answer: longer than all retries together. */
const DEAD_MINUTES = 180;
/** Versions of each document that Clio refuses for a while, beside its first. */
const STUBBORN_VERSIONS = 2;
/** How long Dropbox answers 503, and then not at all. */
const REFUSING_MS = 25_000;
const SILENT_MS = 20_000;
/** Documents that get new versions. */
const REVISED = 8;
const PATIENCE_MS = 180_000;
/** A probe is a call that the client itself repeats a few times, for each service that works with Dropbox. */
const PROBES_A_SECOND = 3;

/**
 * Dropbox is dead while documents and new versions keep coming. Work with it pauses, nothing is given up, and once it
 * lives again everything drains by itself, in order: nothing is lost, doubled or misplaced, and every version is kept.
 */
export async function deadDropboxDrill(options: DeadDropboxOptions): Promise<DeadDropboxReport> {
  const began = performance.now();
  const { folder, remove } = makeRunFolder('dead-dropbox');
  const clock = new LeapingClock(folder);
  const stack = await startStack({
    folder,
    clioRateLimit: null,
    serviceEnv: clock.env,
    say,
    onDeath: (name, logEnd) => say(`${name} ended by itself:\n${logEnd.slice(-1500)}`),
  });
  const [system, parked] = [systemOf(stack), new ParkedView(stack.addresses.database)];
  try {
    const { subjects, ...outage } = await outlive({ stack, system, parked, clock }, options);
    say(`Dropbox lives again; ${outage.parked} pieces of work are parked`);
    await system.dropbox.fail([]);
    const alive = performance.now();
    await settleAloud(system, PATIENCE_MS);
    const drainSeconds = Math.round((performance.now() - alive) / 100) / 10;
    const revised = new Set(subjects.map(({ document }) => document));
    const all = await subjectsIn(system, options.documents);
    const others = all.flatMap(({ document }) => (revised.has(document) ? [] : [document])).slice(0, 2);
    const tried = await stubborn({ stack, system, clock, hand: new ClioHand(stack) }, others);
    await settleAloud(system, PATIENCE_MS);
    const { deadLetters, ...found } = await verify(system, (performance.now() - began) / 1000);
    // The one that was meant to be given up.
    const report = { ...found, deadLetters: deadLetters - 1 };
    const outOfOrder = await outOfOrderIn(system);
    const vanished = await vanishedOf(system, subjects);
    const wasHard = outage.addedWhileDead > 0 && outage.callsWhileDead > 0 && subjects.length > 0;
    const priors = subjects.length * VERSIONS.length + others.length * STUBBORN_VERSIONS;
    const isWhole = holds(report) && report.priorVersions === priors;
    return {
      drill: 'dead-dropbox',
      seed: options.seed,
      scale: SCALE,
      ...outage,
      revised: subjects.length,
      drainSeconds,
      stubborn: tried,
      outOfOrder,
      vanished,
      holds:
        wasHard &&
        hasPaused(outage) &&
        isWhole &&
        keptSchedule(tried) &&
        outOfOrder === null &&
        vanished === 0 &&
        (await parked.count()) === 0,
      ...report,
    };
  } finally {
    await Promise.all([system.trail.close(), parked.close()]);
    await stack.stop();
    remove();
  }
}

const hasPaused = (outage: Outage): boolean =>
  outage.mirroredWhileDead + outage.parked + outage.deadLettersWhileDead === 0 &&
  outage.probes <= PROBES_A_SECOND * outage.probedSeconds;

/** The running system, and what waits in it. */
interface Scene {
  readonly stack: Stack;
  readonly system: System;
  readonly parked: ParkedView;
  readonly clock: LeapingClock;
}

/** Dropbox dies when a fifth of the documents has come, in the midst of a commit, and stays dead. */
async function outlive(
  { stack, system, parked, clock }: Scene,
  { documents, seed }: DeadDropboxOptions,
): Promise<Outage & { readonly subjects: readonly Subject[] }> {
  const loading = loadFirm(stack, { documents, seed });
  const count = async (name: 'DocumentAdded' | 'DocumentMirrored'): Promise<number> =>
    (await system.trail.events([name])).length;
  await until(PATIENCE_MS, async () => (await count('DocumentMirrored')) >= documents / 5);
  const subjects = await subjectsIn(system, REVISED);
  say('Dropbox dies: a commit’s answer is lost, then it answers 503');
  const lostAnswer = { route: 'finish_batch_v2', times: 1, effect: { kind: 'reset-after' } };
  await system.dropbox.fail([lostAnswer, { effect: { kind: 'status', code: 503 } }]);
  const [added, mirrored] = [await count('DocumentAdded'), await settledCount(count)];
  const offices = { clio: new ClioHand(stack), dropbox: system.dropbox };
  await Promise.all([
    loading,
    ...subjects.map((subject, index) => revise(offices, subject, { seed: seed + index, isEdited: false })),
    wait(REFUSING_MS),
  ]);
  await until(PATIENCE_MS, async () => (await count('DocumentAdded')) === documents);
  const addedWhileDead = (await count('DocumentAdded')) - added;
  const refused = await system.dropbox.struck();
  say('Dropbox does not answer at all any more');
  await system.dropbox.fail([{ effect: { kind: 'reset-before' } }]);
  await clock.leap(DEAD_MINUTES);
  await wait(SILENT_MS);
  const probes = await system.dropbox.struck();
  return {
    subjects,
    deadMinutes: clock.aheadMinutes,
    callsWhileDead: refused + probes,
    probes,
    probedSeconds: SILENT_MS / 1000,
    addedWhileDead,
    mirroredWhileDead: (await count('DocumentMirrored')) - mirrored,
    parked: await parked.count(),
    deadLettersWhileDead: await system.trail.deadLetters(),
  };
}

/** How many were mirrored once what Dropbox had answered before it died is told. */
async function settledCount(count: (name: 'DocumentMirrored') => Promise<number>): Promise<number> {
  await wait(3000);
  return count('DocumentMirrored');
}

async function outOfOrderIn({ trail }: System): Promise<string | null> {
  const told = await trail.events(['DocumentMirrored', 'VersionArchived']);
  return firstOutOfOrder(
    told.flatMap(({ event }) =>
      event.name === 'DocumentMirrored' || event.name === 'VersionArchived'
        ? [{ name: event.name, ...event.data }]
        : [],
    ),
  );
}

async function vanishedOf({ dropbox }: System, subjects: readonly Subject[]): Promise<number> {
  const watched = new Set(subjects.map(({ file }) => file.path));
  return (await dropbox.vanishings()).filter(({ path }) => watched.has(path)).length;
}
