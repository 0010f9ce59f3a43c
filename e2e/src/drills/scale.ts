import { loadFirm, makeRunFolder, startStack, type Stack } from '@counterpart/local';
import { UploaderCrew, type UploaderKill } from '../harm/shake-uploaders.js';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { systemOf } from '../system.js';
import { holds, speed, verify, type Report, type System } from '../verify.js';

/** What the drill is asked for. */
export interface ScaleOptions {
  /** Documents of each part of a round: undisturbed, while uploaders are killed, and once that is over. */
  readonly documents: number;
  readonly seed: number;
}

/** One round with a number of uploaders. */
interface Round extends Report {
  /** Uploaders in the beginning; one more joins after the first kill. */
  readonly uploaders: number;
  /** `filesPerSecond` and `latencyMs` are those of the first part, in which nothing was killed. */
  readonly documentsEachPart: number;
  /** Documents that each process carried, as far as it said before it was killed. */
  readonly carried: Readonly<Record<string, number>>;
  readonly kills: readonly UploaderKill[];
  /** Calls of Dropbox, and those of them that it answered with 429. */
  readonly dropboxCalls: number;
  readonly refused: number;
  /** Nothing missing, doubled, different or misplaced, each uploader worked, each kill struck, and little was refused. */
  readonly whole: boolean;
}

/** What the drill found. */
export interface ScaleReport {
  readonly drill: 'scale';
  readonly seed: number;
  /** Documents a second by the number of uploaders, while nothing was killed. */
  readonly filesPerSecond: Readonly<Record<string, number>>;
  readonly rounds: readonly Round[];
  readonly holds: boolean;
}

const UPLOADERS = [1, 2, 4];
const KILLS = 3;
/** Parts of a round until the last kill: undisturbed, and shaken. */
const SHAKEN = 2;
/** A matter’s documents go to one uploader, so one of five may get none of a dozen new matters; of so many dozens it gets some. */
const MOST_SHARES = 5;
/** A killed member’s partitions are given away after its session’s end (10 s); longer silence means that it is stuck. */
const STALL_MS = 180_000;
/** A Dropbox with a way to it, whose namespaces take one commit at a time and refuse a second. */
const DROPBOX_FLAGS = '--latency-ms 30 --commit-latency-ms 200 --namespace-lock strict'.split(' ');
/** Clio takes its time for each download: what uploaders share is waiting, not the processors of one machine. */
const DOWNLOAD_MS = 1500;
/** However many share the work, it is not over before the last kill: a process has 12 reads of a firm at once. */
const SHAKEN_DOWNLOAD_MS = 3000;
/**
 * A namespace’s one committer waits for its turn, but the archiver writes there, too, and a killed one’s commit goes on at Dropbox: each
 * such collision costs a call. An uploader that did not wait would be refused again and again for each document.
 */
const MOST_REFUSED_A_DOCUMENT = 0.25;

/**
 * One, two and four uploaders share the load: first undisturbed, then with one more that joins and some that are killed with
 * documents in their hands. They take over each other’s work, and nothing may be lost or doubled. Once that is over, the one that
 * joined has its share, too.
 */
export async function scaleDrill({ documents, seed }: ScaleOptions): Promise<ScaleReport> {
  const rounds: Round[] = [];
  for (const [index, uploaders] of UPLOADERS.entries()) {
    const found = await round(uploaders, { documents, seed: seed + (SHAKEN + MOST_SHARES) * index });
    say(`${uploaders} uploaders: ${found.filesPerSecond} files/s`);
    rounds.push(found);
  }
  const filesPerSecond = Object.fromEntries(
    rounds.map((found) => [found.uploaders, found.filesPerSecond] as const),
  );
  return { drill: 'scale', seed, filesPerSecond, rounds, holds: rounds.every(({ whole }) => whole) };
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
  const crew = new UploaderCrew(stack, system);
  try {
    for (let more = 1; more < uploaders; more += 1) await crew.join();
    say(`${uploaders} uploaders; documents begin to flow`);
    const calm = await undisturbed(stack, system, { documents, seed });
    const alone = await crew.carried();
    say('Documents flow again; uploaders are killed');
    await system.clio.slowDownloads(SHAKEN_DOWNLOAD_MS * uploaders);
    const [, kills] = await Promise.all([
      loadFirm(stack, { documents, seed: seed + 1 }),
      crew.shake({ seed, kills: KILLS }),
    ]);
    await system.clio.slowDownloads(0);
    await settleAloud(system, STALL_MS);
    const shares = await untilAllWorked(stack, system, crew, { documents, seed: seed + SHAKEN });
    const report = await verify(system, (performance.now() - began) / 1000);
    const { made: dropboxCalls, refused } = await system.dropbox.calls();
    const found = { carried: await crew.carried(), kills, dropboxCalls, refused };
    const isAll = report.documents + report.empty === (SHAKEN + shares) * documents;
    const allWorked = Object.values(alone).every((count) => count > 0);
    return {
      uploaders,
      documentsEachPart: documents,
      ...found,
      ...report,
      ...calm,
      whole: holds(report) && isAll && allWorked && wasHard({ ...found, documents: report.documents }),
    };
  } finally {
    await system.trail.close();
    await stack.stop();
    remove();
  }
}

/** @returns how fast documents came while nothing was done to those who carry them */
async function undisturbed(
  stack: Stack,
  system: System,
  amount: ScaleOptions,
): Promise<ReturnType<typeof speed>> {
  await system.clio.slowDownloads(DOWNLOAD_MS);
  await loadFirm(stack, amount);
  await settleAloud(system, STALL_MS);
  return speed(await system.trail.passages(0));
}

/** @returns how often documents had to flow until each of those that are left had carried some, the one that joined, too */
async function untilAllWorked(
  stack: Stack,
  system: System,
  crew: UploaderCrew,
  { documents, seed }: ScaleOptions,
): Promise<number> {
  for (let share = 0; share < MOST_SHARES; share += 1) {
    const isIdle = Object.values(await crew.carried()).includes(0);
    if (share > 0 && !isIdle) return share;
    say('Documents flow once more, to all that are left');
    await loadFirm(stack, { documents, seed: seed + share });
    await settleAloud(system, STALL_MS);
  }
  return MOST_SHARES;
}

/** Each uploader carried something; each kill struck work; Dropbox refused next to nothing. */
const wasHard = ({
  carried,
  kills,
  refused,
  documents,
}: Pick<Round, 'carried' | 'kills' | 'refused' | 'documents'>): boolean =>
  Object.values(carried).every((count) => count > 0) &&
  kills.length === KILLS &&
  kills.every(({ inFlight, pending }) => inFlight > 0 && pending > 0) &&
  refused <= documents * MOST_REFUSED_A_DOCUMENT;
