import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { loadFirm, makeRunFolder, startStack, type CloudsWish, type Stack } from '@counterpart/local';
import { KeptView, type Kept } from '../observe/kept.js';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { until } from '../until.js';
import { holds, verify, type Report } from '../verify.js';
import { ClioHand } from '../hands/clio-hand.js';
import { killCounterpartWhen } from '../hands/command-line.js';
import { connect } from '../hands/consent.js';
import { firstFirm, order, takeOn, type ServedFirm } from '../hands/new-firm.js';

/** What the drill is asked for. */
export interface FirmsOptions {
  /** Documents of each of the first two firms. */
  readonly documents: number;
  readonly seed: number;
}

/** What the drill found. */
export interface FirmsReport {
  readonly drill: 'firms';
  readonly seed: number;
  /** From the order to take the third firm on until it was watched: seconds, without a restart of anything. */
  readonly servedAfterSeconds: number;
  /** Documents that came for a suspended firm, and those of them that were mirrored meanwhile; and afterwards. */
  readonly suspended: { readonly came: number; readonly mirroredMeanwhile: number; readonly drained: number };
  readonly othersMirroredMeanwhile: number;
  /** Kills of `counterpart firms remove`, and of services while it ran. */
  readonly kills: { readonly command: number; readonly services: number };
  readonly removed: {
    readonly exportVerifies: boolean;
    /** What was kept sealed for it before and after. */
    readonly before: Kept;
    readonly after: Kept;
    readonly filesBefore: number;
    readonly filesAfter: number;
  };
  readonly reports: Readonly<Record<string, Report>>;
  readonly seconds: number;
  readonly holds: boolean;
}

const PATIENCE_MS = 240_000;
/** Documents that come in the midst of things. */
const FEW = 12;
const THIRD = 20;
const KILLED = ['ingest', 'router', 'uploader', 'archiver', 'auditor'] as const;

const wishOf = (firm: string, firmName: string): CloudsWish => ({
  firm,
  firmName,
  clioRateLimit: null,
  grants: 'stored',
});

/**
 * Two firms are mirrored; a third is taken on and served without a restart. One is suspended, while the others’ work goes
 * on, and resumed. One is removed while the command and the services are killed: its trail verifies, its keys are gone, its
 * files and the other firms are as they were.
 */
export async function firmsDrill(options: FirmsOptions): Promise<FirmsReport> {
  const began = performance.now();
  const { folder, remove } = makeRunFolder('firms');
  const onDeath = (name: string, end: string): void => say(`${name} ended by itself:\n${end.slice(-1500)}`);
  const stack = await startStack({ folder, clioRateLimit: null, grants: 'stored', say, onDeath });
  const kept = new KeptView(stack.addresses.database);
  const first = firstFirm(stack);
  const firms = [first];
  try {
    for (const vendor of ['clio', 'dropbox'] as const) await connect(stack, vendor);
    const second = await takeOn(stack, wishOf('reyes', 'Reyes & Partners LLP'));
    firms.push(second);
    const { third, servedAfterSeconds } = await addThird([first, second], options);
    firms.push(third);
    const suspension = await suspendAndResume(stack, second, [first, third]);
    const removal = await removeUnderKills(stack, third, kept);
    const others = [first, second];
    for (const firm of others) await addDocuments(firm, 'after the removal');
    for (const { system } of others) await settleAloud(system, PATIENCE_MS);
    const seconds = Math.round((performance.now() - began) / 1000);
    const reports = Object.fromEntries(
      await Promise.all(
        others.map(async ({ firm, system }) => [firm, await verify(system, seconds)] as const),
      ),
    );
    const found = { servedAfterSeconds, ...suspension, ...removal, reports, seconds };
    return { drill: 'firms', seed: options.seed, ...found, holds: areSound(found) };
  } finally {
    await kept.close();
    for (const { system } of firms) await system.trail.close();
    await stack.stop();
    remove();
  }
}

function areSound(found: Omit<FirmsReport, 'drill' | 'seed' | 'holds'>): boolean {
  const { suspended, othersMirroredMeanwhile, kills, removed, reports } = found;
  const { before, after, filesBefore, filesAfter, exportVerifies } = removed;
  return [
    suspended.mirroredMeanwhile === 0 && suspended.drained === suspended.came,
    othersMirroredMeanwhile > 0 && kills.command > 0 && kills.services > 0,
    before.keys === 1 && before.grants === 2 && before.hooks > 0,
    before.rows > 0,
    after.keys + after.grants + after.hooks + after.parked + after.rows === 0,
    exportVerifies && filesBefore > 0 && filesAfter === filesBefore,
    Object.values(reports).every(holds),
  ].every(Boolean);
}

/** A third firm comes while the documents of two flow. */
async function addThird(
  two: readonly ServedFirm[],
  { documents, seed }: FirmsOptions,
): Promise<{ readonly third: ServedFirm; readonly servedAfterSeconds: number }> {
  const [first] = two;
  if (first === undefined) throw new TypeError('there are two firms');
  const loading = two.map(({ stack }, at) => loadFirm(stack, { documents, seed: seed + at }));
  await until(PATIENCE_MS, async () => (await first.system.trail.count('DocumentMirrored')) > 0);
  say('A third firm is taken on');
  const ordered = performance.now();
  const third = await takeOn(first.stack, wishOf('okafor', 'Okafor & Sons'));
  const servedAfterSeconds = Math.round((performance.now() - ordered) / 1000);
  await Promise.all([...loading, loadFirm(third.stack, { documents: THIRD, seed: seed + 2 })]);
  for (const { system } of [...two, third]) await settleAloud(system, PATIENCE_MS);
  return { third, servedAfterSeconds };
}

/** One firm is suspended: what comes for it waits, whatever comes for the others does not. */
async function suspendAndResume(
  stack: Stack,
  suspended: ServedFirm,
  others: readonly ServedFirm[],
): Promise<Pick<FirmsReport, 'suspended' | 'othersMirroredMeanwhile'>> {
  say(`${suspended.firm} is suspended`);
  await order(stack, ['firms', 'suspend', '--firm', suspended.firm, '--reason', 'a drill']);
  // Every process follows within a second.
  await wait(3000);
  const mirrored = (): Promise<number> => suspended.system.trail.count('DocumentMirrored');
  const before = await mirrored();
  const [other] = others;
  const othersBefore = (await other?.system.trail.count('DocumentMirrored')) ?? 0;
  for (const firm of [suspended, ...others]) await addDocuments(firm, 'in the suspension');
  for (const { system } of others) await settleAloud(system, PATIENCE_MS);
  const meanwhile = await mirrored();
  const othersMirroredMeanwhile = ((await other?.system.trail.count('DocumentMirrored')) ?? 0) - othersBefore;
  say(`${suspended.firm} is resumed`);
  await order(stack, ['firms', 'resume', '--firm', suspended.firm, '--reason', 'a drill']);
  await settleAloud(suspended.system, PATIENCE_MS);
  const drained = (await mirrored()) - before;
  return {
    suspended: { came: FEW, mirroredMeanwhile: meanwhile - before, drained },
    othersMirroredMeanwhile,
  };
}

/** One firm is removed while its documents come; the command is killed twice, and services while it runs. */
async function removeUnderKills(
  stack: Stack,
  { firm, stack: own, system }: ServedFirm,
  kept: KeptView,
): Promise<Pick<FirmsReport, 'kills' | 'removed'>> {
  const out = join(stack.folder, `${firm}-trail`);
  const wish = ['--firm', firm, '--confirm', firm, '--reason', 'a drill', '--out', out];
  const words = ['firms', 'remove', ...wish, '--patience', '180'];
  await addDocuments({ firm, stack: own, system }, 'before the removal');
  await settleAloud(system, PATIENCE_MS);
  const [before, filesBefore] = [await kept.of(firm), (await system.dropbox.files()).length];
  let services = 0;
  const killServices = async (): Promise<void> => {
    for (const name of KILLED) await stack.kill(name);
    services += KILLED.length;
    await Promise.all(KILLED.map((name) => stack.start(name)));
  };
  say(`${firm} is removed; the command and the services are killed`);
  const isSuspended = async (): Promise<boolean> => (await system.trail.count('FirmSuspended')) > 0;
  const struck = [await killCounterpartWhen(stack, words, isSuspended)];
  const isExported = (): Promise<boolean> => Promise.resolve(existsSync(out));
  const [second] = await Promise.all([killCounterpartWhen(stack, words, isExported), killServices()]);
  struck.push(second);
  await order(stack, words);
  const verified = await order(stack, ['audit', 'verify', out]);
  const exportVerifies = JSON.stringify(verified).includes('"ok":true');
  const after = await kept.of(firm);
  const filesAfter = (await system.dropbox.files()).length;
  return {
    kills: { command: struck.filter(Boolean).length, services },
    removed: { exportVerifies, before, after, filesBefore, filesAfter },
  };
}

/** A few documents of a firm. */
async function addDocuments({ stack, system }: ServedFirm, when: string): Promise<void> {
  const [hand, matters] = [new ClioHand(stack), await system.clio.matters()];
  for (let number = 1; number <= FEW; number += 1) {
    const matter = matters[number % matters.length] ?? '';
    const bytes = Buffer.from(`Letter ${number} ${when}\n`);
    await hand.addDocument(matter, { name: `Letter ${number} ${when}.txt`, bytes });
  }
}
