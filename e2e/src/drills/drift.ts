import { setTimeout as wait } from 'node:timers/promises';
import { loadFirm } from '@counterpart/local';
import { driftByHand, type Deed } from '../hands/drift-by-hand.js';
import { applyPolicy } from '../hands/follow-changes.js';
import { askSettledStatus, standingProblems, type ToldStatus } from '../judges/judge-standing.js';
import { ObservationFailed } from '../observe/get-json.js';
import { mailsAbout } from '../observe/inbox.js';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { until } from '../until.js';
import { holds, verify, withoutSpeed, type System, type UntimedReport } from '../verify.js';
import { onClockedStage, type ClockedStage } from '../stage.js';

/** What the drill is asked for. */
export interface DriftOptions {
  readonly documents: number;
  readonly seed: number;
}

/** What the drill found. */
export interface DriftReport extends UntimedReport {
  readonly drill: 'drift';
  readonly seed: number;
  /** Files by what somebody did to them. */
  readonly byHand: Readonly<Record<string, number>>;
  /** Of these, those that the trail told of as what they are, once; and what it told besides: nothing. */
  readonly told: number;
  readonly toldBesides: number;
  /** E-mails that told of it: one for all of them, since they came together in quiet hours. */
  readonly mails: number;
  /** What `counterpart status` said while they were left. */
  readonly statusWhileLeft: ToldStatus;
  /** Files that changed while the policy left them, look after look: none. */
  readonly touchedWhileLeft: number;
  /** What was put back, by how; and what was not: nothing. */
  readonly healed: Readonly<Record<string, number>>;
  /** As many of them as were told when the archiver was killed: some, and not all. */
  readonly healedAtTheKill: number;
  readonly refused: number;
  /** Edits whose bytes lie in Dropbox, beside the document’s own. */
  readonly editsKept: number;
  /** Files that do not lie where they lay before: none. */
  readonly displaced: number;
  readonly status: ToldStatus;
  readonly statusProblems: readonly string[];
  readonly holds: boolean;
}

/** A Dropbox with a way to it: what is put back takes a while, so that a kill comes in the midst of it. */
const DROPBOX_FLAGS = '--latency-ms 60 --commit-latency-ms 200'.split(' ');
const LOOK_SECONDS = 2;
const LOOKS = { COUNTERPART_DRIFT_SECONDS: String(LOOK_SECONDS), COUNTERPART_NOTICE_LOOK_SECONDS: '1' };
/** Looks after the one that told, in which a policy that leaves is watched. */
const WATCHED_LOOKS = 5;
const PATIENCE_MS = 120_000;
/** From an hour ago until in two hours: whatever is told now waits. */
const [QUIET_SINCE_HOURS, QUIET_FOR_HOURS] = [1, 2];
const SUBJECT = 'in Dropbox by hand';

/**
 * Somebody edits, moves, renames and deletes files in Dropbox. Each is told, on the trail and by one e-mail, and counts as
 * differing; a policy that leaves them touches nothing, and one that heals puts all back, though the archiver is killed.
 */
export function driftDrill({ documents, seed }: DriftOptions): Promise<DriftReport> {
  return onClockedStage('drift', { dropboxFlags: DROPBOX_FLAGS, serviceEnv: LOOKS }, async (stage) => {
    const { stack, system } = stage;
    await loadFirm(stack, { documents, seed });
    await settleAloud(system, PATIENCE_MS);
    const first = await verify(system, 0);
    if (!holds(first)) throw new ObservationFailed(`before any drift: ${first.problems.join('; ')}`);
    return drift(stage, seed);
  });
}

async function drift(stage: ClockedStage, seed: number): Promise<DriftReport> {
  const { stack, system, began } = stage;
  const before = await placesOf(system);
  const notices = { quietHours: quietHours(new Date()) };
  await applyPolicy(stack, 'leaving', { notices });
  const deeds = await driftByHand(stack, system);
  say(`${deeds.length} files were changed in Dropbox by hand`);
  const whileLeft = await left(stage, deeds);
  await applyPolicy(stack, 'healing', {
    notices,
    drift: { edited: 'heal', moved: 'heal', deleted: 'heal' },
  });
  const healing = await healed(stage, deeds);
  const report = await verify(system, (performance.now() - began) / 1000);
  const after = await placesOf(system);
  const status = await askSettledStatus(stack);
  const edits = deeds.flatMap(({ edit }) => (edit === null ? [] : [edit]));
  const findings = {
    ...whileLeft,
    ...healing,
    editsKept: await system.dropbox.countContents(edits),
    displaced: [...before].filter((path) => !after.has(path)).length,
    status,
    statusProblems: standingProblems(status, report),
  };
  return {
    drill: 'drift',
    seed,
    byHand: countBy(deeds.map(({ how }) => how)),
    ...findings,
    ...withoutSpeed(report),
    holds:
      wasLeft(whileLeft, deeds.length) && isHealed(findings, deeds.length, edits.length) && holds(report),
  };
}

type WhileLeft = Pick<DriftReport, 'told' | 'toldBesides' | 'mails' | 'statusWhileLeft' | 'touchedWhileLeft'>;

const wasLeft = (found: WhileLeft, deeds: number): boolean =>
  found.told === deeds &&
  found.toldBesides === 0 &&
  found.mails === 1 &&
  found.statusWhileLeft.differing === deeds &&
  found.statusWhileLeft.drifted === deeds &&
  found.touchedWhileLeft === 0;

const isHealed = (
  found: Pick<
    DriftReport,
    'healed' | 'healedAtTheKill' | 'refused' | 'editsKept' | 'displaced' | 'statusProblems'
  >,
  deeds: number,
  edits: number,
): boolean =>
  Object.values(found.healed).reduce((sum, count) => sum + count, 0) === deeds &&
  found.healedAtTheKill < deeds &&
  found.refused + found.displaced + found.statusProblems.length === 0 &&
  found.editsKept === edits;

/** What is told, while the policy leaves everything as somebody made it. */
async function left({ stack, system, clock }: ClockedStage, deeds: readonly Deed[]): Promise<WhileLeft> {
  const { trail, dropbox } = system;
  const asLeft = await dropbox.files();
  await until(PATIENCE_MS, async () => (await trail.count('DriftFound')) >= deeds.length);
  const deferred = async (): Promise<number> =>
    (await trail.events(['NoticeDeferred'])).filter(
      ({ event }) => event.name === 'NoticeDeferred' && event.data.kind === 'drift',
    ).length;
  await until(PATIENCE_MS, async () => (await deferred()) >= deeds.length);
  const statusWhileLeft = await askSettledStatus(stack);
  say('The quiet hours end');
  await clock.leap((QUIET_FOR_HOURS + 1) * 60);
  await until(PATIENCE_MS, async () => (await mailsAbout(stack, SUBJECT)) > 0);
  await wait(WATCHED_LOOKS * LOOK_SECONDS * 1000);
  const found = (await trail.events(['DriftFound'])).flatMap(({ event }) =>
    event.name === 'DriftFound' ? [event.data] : [],
  );
  const told = deeds.filter((deed) => {
    const of = found.filter(({ document }) => document === deed.document);
    return of.length === 1 && of[0]?.kind === deed.kind;
  });
  return {
    told: told.length,
    toldBesides: found.length - told.length,
    mails: await mailsAbout(stack, SUBJECT),
    statusWhileLeft,
    touchedWhileLeft: changesBetween(asLeft, await dropbox.files()),
  };
}

/** All is put back, though the archiver is killed in the midst of it. */
async function healed(
  { stack, system: { trail } }: ClockedStage,
  deeds: readonly Deed[],
): Promise<Pick<DriftReport, 'healed' | 'healedAtTheKill' | 'refused'>> {
  await until(PATIENCE_MS, async () => (await trail.count('DriftHealed')) > 0);
  await stack.kill('archiver');
  const healedAtTheKill = await trail.count('DriftHealed');
  say(`archiver is killed; ${healedAtTheKill} files are put back`);
  await stack.start('archiver');
  await until(PATIENCE_MS, async () => (await trail.count('DriftHealed')) >= deeds.length);
  const how = (await trail.events(['DriftHealed'])).flatMap(({ event }) =>
    event.name === 'DriftHealed' ? [event.data.how] : [],
  );
  return { healed: countBy(how), healedAtTheKill, refused: await trail.count('DriftHealRefused') };
}

/** `HH:MM-HH:MM` in UTC, around a moment. */
function quietHours(now: Date): string {
  const at = (hours: number): string =>
    new Date(now.getTime() + hours * 3_600_000).toISOString().slice('YYYY-MM-DDT'.length, -':00.000Z'.length);
  return `${at(-QUIET_SINCE_HOURS)}-${at(QUIET_FOR_HOURS)}`;
}

const placesOf = async ({ dropbox }: System): Promise<ReadonlySet<string>> =>
  new Set((await dropbox.files()).map(({ path }) => path));

type Files = Awaited<ReturnType<System['dropbox']['files']>>;

/** Files that came, went, were moved or got another size. */
function changesBetween(before: Files, after: Files): number {
  const words = (files: Files) => new Set(files.map(({ id, path, size }) => `${id} ${path} ${size}`));
  const [one, other] = [words(before), words(after)];
  return (
    [...one].filter((file) => !other.has(file)).length + [...other].filter((file) => !one.has(file)).length
  );
}

const countBy = (words: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(words, (word) => word)].map(([word, all]) => [word, all.length]));
