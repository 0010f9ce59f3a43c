import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { loadFirm, makeRunFolder, REPOSITORY, SERVICES, startStack, type Stack } from '@counterpart/local';
import { z } from 'zod';
import { countCalls, type Calls } from '../observe/calls.js';
import { ObservationFailed } from '../observe/get-json.js';
import { StoreView, type StorePicture } from '../observe/store.js';
import { say, sayLive } from '../say.js';
import { settle } from '../settle.js';
import { systemOf } from '../system.js';
import { holds, verify, type Report } from '../verify.js';

/** What the drill is asked for. */
export interface ReplayOptions {
  readonly documents: number;
  readonly seed: number;
}

/** What the drill found. */
export interface ReplayReport {
  readonly drill: 'replay';
  readonly seed: number;
  readonly events: number;
  /** Merkle root over all events before the database was lost, and over those that were rebuilt; base64. */
  readonly rootBefore: string;
  readonly rootAfter: string;
  /** Every column of every row but the transaction id, which is the cluster’s own. */
  readonly rowsEqual: boolean;
  readonly projectionsEqual: boolean;
  /** Calls that reached Clio, Dropbox or SMTP during the rebuild. */
  readonly effectsRepeated: number;
  /** Of the rebuild. */
  readonly seconds: number;
  readonly eventsPerSecond: number;
  /** What the system came to when it ran on with more documents on the rebuilt store. */
  readonly afterwards: Report;
  readonly holds: boolean;
}

const STALL_MS = 180_000;

/** The firm runs, the database is dropped and rebuilt from the topics, the firm runs on. */
export async function replayDrill({ documents, seed }: ReplayOptions): Promise<ReplayReport> {
  const { folder, remove } = makeRunFolder('replay');
  const stack = await startStack({ folder, clioRateLimit: null, say, onDeath: tellDeath });
  const system = systemOf(stack);
  const began = performance.now();
  try {
    await loadFirm(stack, { documents, seed });
    await settle(system, { stallMs: STALL_MS });
    const before = await lastPicture(stack);
    await Promise.all(SERVICES.map((name) => stack.kill(name)));
    const calls = await countCalls(stack.addresses);
    say(`${before.events} events; the database is dropped and rebuilt from the topics`);
    await stack.loseDatabase();
    const rebuilt = await rebuild(stack);
    const effectsRepeated = difference(await countCalls(stack.addresses), calls);
    const after = await pictureOf(stack);
    await Promise.all(SERVICES.map((name) => stack.start(name)));
    await loadFirm(stack, { documents: Math.ceil(documents / 10), seed: seed + 1 });
    await settle(system, { stallMs: STALL_MS, onPending: (pending) => sayLive(JSON.stringify(pending)) });
    const afterwards = await verify(system, (performance.now() - began) / 1000);
    return judged({ seed, before, after, effectsRepeated, afterwards, ...rebuilt });
  } finally {
    await system.trail.close();
    await stack.stop();
    remove();
  }
}

const tellDeath = (name: string, logEnd: string): void =>
  say(`${name} ended by itself:\n${logEnd.slice(-1500)}`);

const difference = (after: Calls, before: Calls): number =>
  after.clio - before.clio + (after.dropbox - before.dropbox) + (after.mails - before.mails);

/** What is held against each other. */
interface Findings extends Rebuilt {
  readonly seed: number;
  readonly before: StorePicture;
  readonly after: StorePicture;
  readonly effectsRepeated: number;
  readonly afterwards: Report;
}

function judged(findings: Findings): ReplayReport {
  const { seed, before, after, effectsRepeated, afterwards, seconds, eventsPerSecond } = findings;
  const rowsEqual = before.rows === after.rows && before.events === after.events;
  const projectionsEqual = before.projections === after.projections;
  const isWhole = rowsEqual && projectionsEqual && before.root === after.root && effectsRepeated === 0;
  return {
    drill: 'replay',
    seed,
    events: after.events,
    rootBefore: before.root,
    rootAfter: after.root,
    rowsEqual,
    projectionsEqual,
    effectsRepeated,
    seconds,
    eventsPerSecond,
    afterwards,
    holds: isWhole && before.events > 0 && before.root === findings.signedRoot && holds(afterwards),
  };
}

/** The store when everything is told, sealed and published, and stands still. */
async function lastPicture(stack: Stack): Promise<StorePicture> {
  const store = new StoreView(stack.addresses.database);
  try {
    for (let tries = 0; tries < STALL_MS / 250; tries += 1) {
      if (await store.isSettled()) return await store.picture();
      await wait(250);
    }
    throw new ObservationFailed('the log was never sealed to its end');
  } finally {
    await store.close();
  }
}

async function pictureOf(stack: Stack): Promise<StorePicture> {
  const store = new StoreView(stack.addresses.database);
  try {
    return await store.picture();
  } finally {
    await store.close();
  }
}

/** What `counterpart rebuild` said. */
interface Rebuilt {
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly signedRoot: string;
}

const RebuildAnswer = z.object({
  seconds: z.number(),
  eventsPerSecond: z.number(),
  log: z.object({ root: z.string() }),
});

async function rebuild({ settingsFile }: Stack): Promise<Rebuilt> {
  const program = join(REPOSITORY, 'apps/cli/dist/main.js');
  const words = ['--env-file', settingsFile, '--json', 'rebuild', '--from', 'topics'];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...words]);
  const { seconds, eventsPerSecond, log } = RebuildAnswer.parse(JSON.parse(stdout));
  return { seconds, eventsPerSecond, signedRoot: log.root };
}
