import { loadFirm, makeRunFolder, startStack, type Stack } from '@counterpart/local';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { systemOf } from '../system.js';
import { holds, verify, type Report, type System } from '../verify.js';
import { wreakHavoc, type HavocTally } from './havoc.js';
import { ClioHand } from './clio-hand.js';
import { thinUnderHavoc, THINNING_ENV, type Thinning } from './thin-under-havoc.js';
import { revise, subjectsIn, VERSIONS, type Subject } from './new-versions.js';

/** What the drill is asked for. */
export interface VersionsOptions {
  readonly documents: number;
  readonly seed: number;
}

/** What the drill found. */
export interface VersionsReport extends Report, Pick<HavocTally, 'kills'> {
  readonly drill: 'versions';
  readonly seed: number;
  /** Documents that got new versions. */
  readonly revised: number;
  readonly handEdits: number;
  /** Hand edits whose bytes lie in Dropbox. */
  readonly handEditsKept: number;
  /** Moments at which a current file could not be found at its place. */
  readonly vanished: readonly string[];
  /** What became of prior versions that were rolled up at the end, while services were killed. */
  readonly thinning: Thinning;
  readonly holds: boolean;
}

/** Documents that get new versions; every third of them is edited by hand. */
const REVISED = 24;
const KILLS_PER_SERVICE = 3;
const STALL_MS = 180_000;

/**
 * While services are killed, documents get new versions in bursts and are edited by hand: at the end the newest version
 * lies in place, every other is kept with its bytes, so is every hand edit, and no current file was missing for a moment.
 * Then prior versions are rolled up while services are killed: none is lost, and each is in its ZIP to the byte.
 */
export async function versionsDrill({ documents, seed }: VersionsOptions): Promise<VersionsReport> {
  const began = performance.now();
  const { folder, remove } = makeRunFolder('versions');
  const stack = await startStack({ folder, clioRateLimit: null, say, serviceEnv: THINNING_ENV });
  const system = systemOf(stack);
  try {
    await loadFirm(stack, { documents, seed });
    await settled(system);
    const subjects = await subjectsIn(system, REVISED);
    say(`${subjects.length} documents get new versions`);
    const [edits, { kills }] = await Promise.all([
      reviseAll(stack, system, subjects, seed),
      wreakHavoc(stack, { seed, killsPerService: KILLS_PER_SERVICE }),
    ]);
    await settled(system);
    const report = await verify(system, (performance.now() - began) / 1000);
    const vanished = await vanishedOf(system, subjects);
    const handEditsKept = await system.dropbox.countContents(edits);
    const thinning = await thinUnderHavoc(stack, system, seed);
    const isThinned = thinning.problems.length === 0 && thinning.inZips > 0;
    const isWhole = isThinned && holds(report) && report.priorVersions === subjects.length * VERSIONS.length;
    return {
      drill: 'versions',
      seed,
      revised: subjects.length,
      handEdits: edits.length,
      handEditsKept,
      vanished,
      thinning,
      kills,
      holds: isWhole && vanished.length === 0 && handEditsKept === edits.length && edits.length > 0,
      ...report,
    };
  } finally {
    await system.trail.close();
    await stack.stop();
    remove();
  }
}

const settled = (system: System): Promise<void> => settleAloud(system, STALL_MS);

async function reviseAll(
  stack: Stack,
  system: System,
  subjects: readonly Subject[],
  seed: number,
): Promise<readonly Buffer[]> {
  const offices = { clio: new ClioHand(stack), dropbox: system.dropbox };
  const edits = await Promise.all(
    subjects.map((subject, index) =>
      revise(offices, subject, { seed: seed + index, isEdited: index % 3 === 0 }),
    ),
  );
  return edits.filter((edit) => edit !== null);
}

async function vanishedOf({ dropbox }: System, subjects: readonly Subject[]): Promise<readonly string[]> {
  const watched = new Set(subjects.map(({ file }) => file.path));
  return (await dropbox.vanishings())
    .filter(({ path }) => watched.has(path))
    .map(({ path, route }) => `${path}: ${route}`);
}
