import { loadFirm, type Stack } from '@counterpart/local';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { until } from '../until.js';
import { factsTold, type ToldFact, type ToldSweep } from '../observe/sweeps.js';
import { verify, type Report, type System } from '../verify.js';
import { ClioHand } from '../hands/clio-hand.js';
import { endOfMigration, orderMigration } from '../hands/migration.js';
import { LONG_LIVED_TOKENS, loseWebhooks, TENDING_ENV, type Revival } from '../harm/lose-webhooks.js';
import { askSettledStatus, standingProblems, type ToldStatus } from '../judges/judge-standing.js';
import { changeQuietly, draw, type Cast, type Change } from '../hands/quiet-changes.js';
import { onClockedStage, type ClockedStage } from '../stage.js';

/** What the drill is asked for. */
export interface BlackoutOptions {
  readonly documents: number;
  readonly seed: number;
}

/** What the drill found. */
export interface BlackoutReport extends Report {
  readonly drill: 'blackout';
  readonly seed: number;
  /** Changes that were made while no webhook came, by the fact that tells of them. */
  readonly changes: Readonly<Record<string, number>>;
  /** Deliveries that Clio lost. */
  readonly lostDeliveries: number;
  /** Sweeps that got an empty list, and lists that were refused with 403, before the one that counts. */
  readonly emptySweeps: number;
  readonly refusedLists: number;
  /** Facts about documents that came of empty and refused lists: none. */
  readonly toldByEmptyLists: number;
  /** Changes that the first whole sweep told, and those that it did not. */
  readonly toldByOneSweep: number;
  readonly untold: number;
  /** Deletions that were told of documents that nobody deleted: none. */
  readonly falseDeletions: number;
  /** From the end of the trouble to the end of that sweep. */
  readonly sweepSeconds: number;
  /** “In sync as of” by `counterpart status`: before, while nothing was told and lists showed nothing, after the whole sweep. */
  readonly claims: Claims;
  /** Moments that were claimed though changes before them were not told: none. */
  readonly falseClaims: number;
  /** What it says at the end, and what of it is not so. */
  readonly status: ToldStatus;
  readonly statusProblems: readonly string[];
  /** What came of webhooks that Clio suspended, and of those that expired. */
  readonly webhooks: Revival;
  readonly holds: boolean;
}

/** Null where nothing was claimed. */
interface Claims {
  readonly before: string | null;
  readonly dark: readonly (string | null)[];
  readonly after: string | null;
}

const SWEEPS = { ...TENDING_ENV, COUNTERPART_SWEEP_SECONDS: '5' };
const PATIENCE_MS = 180_000;

/**
 * No webhook comes while documents are added, changed, trashed and restored in Clio. Lists that show nothing or are
 * refused change nothing, nor does status claim anything beyond the last whole sweep; the first whole one tells everything, and
 * Dropbox converges. Then Clio suspends all webhooks, and lets the next ones expire: others tell of what changes after that.
 */
export function blackoutDrill({ documents, seed }: BlackoutOptions): Promise<BlackoutReport> {
  return onClockedStage('blackout', { clioFlags: LONG_LIVED_TOKENS, serviceEnv: SWEEPS }, async (stage) => {
    const { stack, system } = stage;
    await loadFirm(stack, { documents, seed });
    await settled(system);
    return blackout(stage, seed);
  });
}

async function blackout(stage: ClockedStage, seed: number): Promise<BlackoutReport> {
  const { stack, system, began } = stage;
  const hand = new ClioHand(stack);
  const cast = await draw(system.clio, seed);
  for (const id of cast.restored) await hand.trash(id);
  await until(PATIENCE_MS, async () => (await deletions(system)).length === cast.restored.length);
  const before = await claimed(stack, system);

  const lostBefore = await system.clio.lost();
  const { changes, since, dark, ...trouble } = await inTheDark(stack, system, { hand, cast, seed });

  say('Lists are whole again; webhooks still do not come');
  const whole = new Date();
  await system.clio.listDocumentsAs(null);
  const sweep = await firstSweepAfter(system, whole);
  const found = (await told(system, changes)).filter((fact) => fact.place <= sweep.place);
  await settled(system);
  const claims = { before, dark, after: (await askSettledStatus(stack)).inSyncAsOf };
  const lostDeliveries = (await system.clio.lost()) - lostBefore;

  const webhooks = await loseWebhooks(stage);
  await settled(system);
  const report = await verify(system, (performance.now() - began) / 1000);
  const status = await askSettledStatus(stack);
  const meant = new Set([...cast.trashed, ...cast.restored]);
  const falseDeletions = (await deletions(system)).filter(({ subject }) => !meant.has(subject)).length;
  const untold = changes.length - found.length;
  const findings = {
    lostDeliveries,
    ...trouble,
    toldByOneSweep: found.length,
    untold,
    falseDeletions,
    claims,
    falseClaims: dark.filter((claim) => claim !== null && new Date(claim) > since).length,
    status,
    statusProblems: standingProblems(status, report),
    webhooks,
  };
  return {
    drill: 'blackout',
    seed,
    changes: Object.fromEntries(
      [...Map.groupBy(changes, ({ fact }) => fact)].map(([fact, all]) => [fact, all.length]),
    ),
    sweepSeconds: Math.round((sweep.completedAt.getTime() - whole.getTime()) / 100) / 10,
    ...findings,
    holds:
      wasHard(findings, changes.length) &&
      isSound(findings, whole) &&
      isRevived(webhooks) &&
      converged(report, cast.trashed.length),
    ...report,
  };
}

/** What lay in Clio before is migrated, of which there is nothing: without that status claims nothing. @returns what it claims */
async function claimed(stack: Stack, system: System): Promise<string | null> {
  await orderMigration(stack, 'start');
  await endOfMigration(stack);
  const ended = new Date();
  await firstSweepAfter(system, ended);
  return (await askSettledStatus(stack)).inSyncAsOf;
}

type Findings = Pick<
  BlackoutReport,
  | 'lostDeliveries'
  | 'emptySweeps'
  | 'refusedLists'
  | 'toldByEmptyLists'
  | 'untold'
  | 'falseDeletions'
  | 'claims'
  | 'falseClaims'
  | 'statusProblems'
>;

const wasHard = ({ lostDeliveries, emptySweeps, refusedLists, claims }: Findings, changes: number): boolean =>
  lostDeliveries >= changes &&
  emptySweeps > 0 &&
  refusedLists > 0 &&
  claims.before !== null &&
  claims.dark.length > 1;

/** @param whole when lists were whole again: the sweep after that moves the claim on */
const isSound = (
  { toldByEmptyLists, untold, falseDeletions, claims, falseClaims, statusProblems }: Findings,
  whole: Date,
): boolean =>
  toldByEmptyLists + untold + falseDeletions + falseClaims + statusProblems.length === 0 &&
  claims.after !== null &&
  new Date(claims.after) > whole;

const isRevived = ({ lost, toldByWebhook, sweptMeanwhile }: Revival): boolean =>
  toldByWebhook === lost.length && sweptMeanwhile === 0;

/** What was done while nobody was told, and what came of lists that showed nothing. */
interface Darkness extends Pick<BlackoutReport, 'emptySweeps' | 'refusedLists' | 'toldByEmptyLists'> {
  readonly changes: readonly Change[];
  /** Before the first of them. */
  readonly since: Date;
  readonly dark: Claims['dark'];
}

/** No webhook comes while Clio changes; lists of documents are empty at first, then refused. */
async function inTheDark(
  stack: Stack,
  system: System,
  acts: { readonly hand: ClioHand; readonly cast: Cast; readonly seed: number },
): Promise<Darkness> {
  const { clio, trail } = system;
  say('No webhook comes from now on, and every list of documents is empty');
  await clio.blackout(true);
  await clio.listDocumentsAs({ status: { code: 200, body: { data: [], meta: { records: 0 } } } });
  const since = new Date();
  const changes = await changeQuietly(stack, { clio, ...acts });
  const changed = new Date();
  await firstSweepAfter(system, changed);
  const whileEmpty = (await askSettledStatus(stack)).inSyncAsOf;
  const sweeps = await trail.sweeps();
  const emptySweeps = sweeps.filter(({ startedAt, seen }) => startedAt > changed && seen === 0).length;
  say('Lists of documents are refused');
  await clio.listDocumentsAs({ status: { code: 403, body: { error: { type: 'ForbiddenError' } } } });
  await until(PATIENCE_MS, async () => (await clio.struck()) > 0);
  const early = (await told(system, changes)).filter(({ fact }) => fact !== 'MatterChanged');
  const whileRefused = (await askSettledStatus(stack)).inSyncAsOf;
  return {
    changes,
    since,
    dark: [whileEmpty, whileRefused],
    emptySweeps,
    refusedLists: await clio.struck(),
    toldByEmptyLists: early.length,
  };
}

/** What was trashed keeps its file: nothing is removed from Dropbox unless a policy says so. */
const converged = (report: Report, kept: number): boolean =>
  report.missing + report.mismatched + report.misplaced + report.deadLetters === 0 &&
  report.mirrored === report.documents &&
  report.duplicates === kept;

const deletions = async ({ trail }: System): Promise<readonly ToldFact[]> =>
  factsTold(await trail.events(['DocumentTrashed']));

/** Those of the changes that were told, each with its place on the trail. */
async function told({ trail }: System, changes: readonly Change[]): Promise<readonly ToldFact[]> {
  const facts = factsTold(await trail.events(changes.map(({ fact }) => fact)));
  return changes.flatMap(({ fact, subject }) => {
    const found = facts.findLast((one) => one.fact === fact && one.subject === subject);
    return found === undefined ? [] : [found];
  });
}

async function firstSweepAfter({ trail }: System, moment: Date): Promise<ToldSweep> {
  let found: ToldSweep | undefined;
  await until(PATIENCE_MS, async () => {
    found = (await trail.sweeps()).find(({ startedAt }) => startedAt > moment);
    return found !== undefined;
  });
  if (found === undefined) throw new TypeError('a sweep was waited for');
  return found;
}

const settled = (system: System): Promise<void> => settleAloud(system, PATIENCE_MS);
