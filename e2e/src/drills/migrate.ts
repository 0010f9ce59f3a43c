import { setTimeout as wait } from 'node:timers/promises';
import { loadFirm, type Stack } from '@counterpart/local';
import { factsTold } from '../observe/sweeps.js';
import { settleAloud } from '../settle.js';
import { until } from '../until.js';
import { holds, verify, withoutSpeed, type System, type UntimedReport } from '../verify.js';
import { ClioHand } from '../hands/clio-hand.js';
import { endOfMigration, orderMigration, type MigrationEnds } from '../hands/migration.js';
import { wreakHavoc, type HavocTally } from '../harm/havoc.js';
import { askSettledStatus, askStatus, standingProblems, type ToldStatus } from '../judges/judge-standing.js';
import { onStage } from '../stage.js';

/** What the drill is asked for. */
export interface MigrateOptions {
  readonly documents: number;
  readonly seed: number;
}

/** What the drill found. No webhook told of these documents: there is no latency from its arrival. */
export interface MigrateReport extends UntimedReport, HavocTally {
  readonly drill: 'migrate';
  readonly seed: number;
  /** What the run itself says of the documents that it found. */
  readonly ends: MigrationEnds;
  /** Documents that were told of more than once: none. */
  readonly toldTwice: number;
  /** Documents that were told while the run was paused, once it had stood still: none. */
  readonly toldWhilePaused: number;
  /** What `counterpart status` claims while the run is paused: nothing. */
  readonly claimWhilePaused: string | null;
  /** What it says at the end, and what of it is not so. */
  readonly status: ToldStatus;
  readonly statusProblems: readonly string[];
  readonly holds: boolean;
}

/** Documents that have three versions; the others have one. */
const REVISED = 15;
/** More moments at which something can be killed. */
const SMALL_WAVES = { COUNTERPART_MIGRATION_WAVE: '20', COUNTERPART_MIGRATION_WINDOW: '40' };
const KILLS_PER_SERVICE = 3;
const PATIENCE_MS = 180_000;
/** How long a pause is watched. */
const PAUSE_MS = 5_000;

/**
 * A firm has worked in Clio for years, and nobody has told of it. Its migration is paused and resumed while every service
 * is killed and the ground restarts; at the end nothing may be missing, doubled, different or told twice, and what documents were before is kept, too.
 */
export function migrateDrill({ documents, seed }: MigrateOptions): Promise<MigrateReport> {
  return onStage('migrate', { serviceEnv: SMALL_WAVES }, async ({ stack, system, began }) => {
    await system.clio.blackout(true);
    await loadFirm(stack, { documents, seed });
    const priors = await addVersions(stack, system);
    await system.clio.blackout(false);
    await orderMigration(stack, 'start');
    const [tally, whilePaused] = await Promise.all([
      wreakHavoc(stack, { seed, killsPerService: KILLS_PER_SERVICE }),
      pauseOnce(stack, system),
    ]);
    const ends = await endOfMigration(stack);
    await settleAloud(system, PATIENCE_MS);
    const report = await verify(system, (performance.now() - began) / 1000);
    const told = factsTold(await system.trail.events(['DocumentAdded'])).map(({ subject }) => subject);
    const toldTwice = told.length - new Set(told).size;
    const status = await askSettledStatus(stack);
    const statusProblems = standingProblems(status, report);
    const isStanding =
      statusProblems.length === 0 && status.inSyncAsOf !== null && whilePaused.claimWhilePaused === null;
    const all = report.documents + report.empty;
    // A document without bytes has no counterpart; a privileged one may wait for its folder’s proof.
    const isAll =
      ends.found === all && ends.mirrored + ends.skipped === all && report.priorVersions === priors;
    return {
      drill: 'migrate',
      seed,
      ends,
      toldTwice,
      ...whilePaused,
      status,
      statusProblems,
      holds: holds(report) && isAll && toldTwice === 0 && whilePaused.toldWhilePaused === 0 && isStanding,
      ...tally,
      ...withoutSpeed(report),
    };
  });
}

/** Some documents have been worked on for years. @returns how many versions lie before the newest ones */
async function addVersions(stack: Stack, { clio }: System): Promise<number> {
  const [hand, documents] = [new ClioHand(stack), await clio.documents()];
  const revised = documents.filter(({ size }) => size > 0).slice(0, REVISED);
  for (const { id } of revised) {
    for (const version of [2, 3]) {
      await hand.addVersion(id, Buffer.from(`${id}, version ${version} of years ago\n`.repeat(20)));
    }
  }
  return revised.length * 2;
}

/** Pauses the run in the midst of it. @returns how many documents were told meanwhile, and what status claimed */
async function pauseOnce(
  stack: Stack,
  system: System,
): Promise<Pick<MigrateReport, 'toldWhilePaused' | 'claimWhilePaused'>> {
  const told = async (): Promise<number> =>
    (await system.trail.events(['DocumentAdded']).catch(() => [])).length;
  await until(PATIENCE_MS, async () => (await told()) > 0);
  await orderMigration(stack, 'pause');
  const before = await told();
  await wait(PAUSE_MS);
  const after = await told();
  const claimWhilePaused = await claim(stack);
  await orderMigration(stack, 'resume');
  return { toldWhilePaused: after - before, claimWhilePaused };
}

/** The database may be restarting. */
async function claim(stack: Stack): Promise<string | null> {
  let told: ToldStatus | undefined;
  await until(PATIENCE_MS, async () => {
    told = await askStatus(stack).catch(() => undefined);
    return told !== undefined;
  });
  return told?.inSyncAsOf ?? null;
}
