import { loadFirm, makeRunFolder, startStack } from '@counterpart/local';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { systemOf } from '../system.js';
import { holds, verify, type Report } from '../verify.js';
import { shakeUploaders, type ShakeTally } from '../harm/shake-uploaders.js';

/** What the drill is asked for. */
export interface ScaleOptions {
  /** Documents of each round. */
  readonly documents: number;
  readonly seed: number;
}

/** One round with a number of uploaders. */
interface Round extends Report, ShakeTally {
  /** Uploaders in the beginning; one more joins in the midst of it. */
  readonly uploaders: number;
  /** Answers of 429 that Dropbox gave. */
  readonly refused: number;
  /** Nothing missing, doubled, different or misplaced, and it was hard. */
  readonly whole: boolean;
}

/** What the drill found. */
export interface ScaleReport {
  readonly drill: 'scale';
  readonly seed: number;
  readonly rounds: readonly Round[];
  readonly holds: boolean;
}

const UPLOADERS = [1, 2, 4];
const KILLS = 3;
/** A killed member’s partitions are given away after its session’s end (10 s); longer silence means that it is stuck. */
const STALL_MS = 180_000;
/** A Dropbox with a way to it, whose namespaces take one commit at a time and refuse a second. */
const DROPBOX_FLAGS = '--latency-ms 30 --commit-latency-ms 200 --namespace-lock strict'.split(' ');

/**
 * One, two and four uploaders share the load, each time with one more that joins and some that are killed while
 * documents flow: they take over each other’s work, and nothing may be lost or doubled.
 */
export async function scaleDrill({ documents, seed }: ScaleOptions): Promise<ScaleReport> {
  const rounds: Round[] = [];
  for (const [index, uploaders] of UPLOADERS.entries()) {
    rounds.push(await round(uploaders, { documents, seed: seed + index }));
  }
  return { drill: 'scale', seed, rounds, holds: rounds.every(({ whole }) => whole) };
}

async function round(uploaders: number, { documents, seed }: ScaleOptions): Promise<Round> {
  const began = performance.now();
  const { folder, remove } = makeRunFolder('scale');
  const stack = await startStack({
    folder,
    clioRateLimit: null,
    dropboxFlags: DROPBOX_FLAGS,
    say,
    onDeath: (name, logEnd) => say(`${name} ended by itself:\n${logEnd.slice(-1500)}`),
  });
  const system = systemOf(stack);
  try {
    for (let more = 1; more < uploaders; more += 1) await stack.add('uploader');
    say(`${uploaders} uploaders; documents begin to flow`);
    const [firm, tally] = await Promise.all([
      loadFirm(stack, { documents, seed }),
      shakeUploaders(stack, { seed, uploaders, kills: KILLS }),
    ]);
    await settleAloud(system, STALL_MS);
    const report = await verify(system, (performance.now() - began) / 1000);
    const refused = await system.dropbox.refusals();
    const whole = holds(report) && firm.documents === documents && tally.kills === KILLS && tally.added === 1;
    return { uploaders, refused, whole, ...tally, ...report };
  } finally {
    await system.trail.close();
    await stack.stop();
    remove();
  }
}
