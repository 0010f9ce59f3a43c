import { loadFirm, type Stack } from '@counterpart/local';
import type { Disorder } from '../observe/clio.js';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { holds, verify, type Report, type System } from '../verify.js';
import { wreakHavoc, type HavocTally } from '../harm/havoc.js';
import { ClioHand } from '../hands/clio-hand.js';
import { thinUnderHavoc, THINNING_ENV, type Thinning } from '../harm/thin-under-havoc.js';
import { foundNowhere } from '../judges/lost-versions.js';
import { bearUnseen, revise, subjectsIn, VERSIONS, type Subject } from '../hands/new-versions.js';
import { onStage, type Stage } from '../stage.js';

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
  /** Documents that had two versions before a webhook told of them. */
  readonly unseen: number;
  readonly handEdits: number;
  /** Hand edits whose bytes lie in Dropbox. */
  readonly handEditsKept: number;
  /** Moments at which a current file could not be found at its place. */
  readonly vanished: readonly string[];
  /** Calls of ours after which a version that was mirrored, or a hand edit, could be found in no file, in place or kept. */
  readonly lost: readonly string[];
  /** Deliveries of webhooks that came twice, and those that came after a later one. */
  readonly webhooks: Disorder;
  /** What became of prior versions that were rolled up at the end, while services were killed. */
  readonly thinning: Thinning;
  readonly holds: boolean;
}

/** Documents that get new versions; every third of them is edited by hand. */
const REVISED = 24;
/** Names of documents that get two versions before a webhook tells of them. */
const UNSEEN = ['Unseen one', 'Unseen two', 'Unseen three', 'Unseen four'];
const UNSEEN_VERSIONS = 2;
const KILLS_PER_SERVICE = 3;
const STALL_MS = 180_000;

/** Webhooks come twice and overtake each other. */
const DISORDER = ['--webhook-duplicates', '0.3', '--webhook-reorder', '0.3'];

/**
 * While services are killed and webhooks come twice and out of order, documents get new versions in bursts and are edited by
 * hand: at the end the newest version lies in place, every other is kept with its bytes, so is every hand edit, and no current
 * file was missing for a moment. After no call of all of them could a version that was mirrored once be found nowhere.
 * Then prior versions are rolled up while services are killed: none is lost, and each is in its ZIP to the byte.
 */
export function versionsDrill({ documents, seed }: VersionsOptions): Promise<VersionsReport> {
  return onStage('versions', { clioFlags: DISORDER, serviceEnv: THINNING_ENV }, async (stage) => {
    const { stack, system } = stage;
    await loadFirm(stack, { documents, seed });
    await settled(system);
    return burst(stage, seed);
  });
}

async function burst({ stack, system, began }: Stage, seed: number): Promise<VersionsReport> {
  const subjects = await subjectsIn(system, REVISED);
  await bearUnseen(system, new ClioHand(stack), UNSEEN);
  say(`${subjects.length} documents get new versions`);
  const [edits, { kills }] = await Promise.all([
    reviseAll(stack, system, subjects, seed),
    wreakHavoc(stack, { seed, killsPerService: KILLS_PER_SERVICE }),
  ]);
  await settled(system);
  const report = await verify(system, (performance.now() - began) / 1000);
  const vanished = await vanishedOf(system, subjects);
  // Before versions are rolled up: from then on they may lie in a ZIP.
  const lost = await lostOf(system, edits);
  const webhooks = await system.clio.disorder();
  const handEditsKept = await system.dropbox.countContents(edits);
  const thinning = await thinUnderHavoc(stack, system, seed);
  const isThinned = thinning.problems.length === 0 && thinning.inZips > 0;
  const priors = subjects.length * VERSIONS.length + UNSEEN.length * UNSEEN_VERSIONS;
  const isWhole = isThinned && holds(report) && report.priorVersions === priors;
  const isKept = vanished.length + lost.length === 0 && handEditsKept === edits.length && edits.length > 0;
  const isDisordered = webhooks.repeated > 0 && webhooks.overtaken > 0;
  return {
    drill: 'versions',
    seed,
    revised: subjects.length,
    unseen: UNSEEN.length,
    handEdits: edits.length,
    handEditsKept,
    vanished,
    lost,
    webhooks,
    thinning,
    kills,
    holds: isWhole && isKept && isDisordered,
    ...report,
  };
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

async function lostOf({ dropbox, trail }: System, edits: readonly Buffer[]): Promise<readonly string[]> {
  const told = await trail.events(['DocumentMirrored']);
  const mirrored = told.flatMap(({ event }) => (event.name === 'DocumentMirrored' ? [event.data] : []));
  return foundNowhere(await dropbox.losses(), mirrored, edits);
}
