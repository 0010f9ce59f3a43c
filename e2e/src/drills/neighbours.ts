import { loadFirm, makeRunFolder, startStack } from '@counterpart/local';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { until } from '../until.js';
import { holds, verify, type Report } from '../verify.js';
import { ClioHand } from '../hands/clio-hand.js';
import { firstFirm, takeOn, type ServedFirm } from '../hands/new-firm.js';
import { latencyOf, ratioOf, WorkingDay, type Latency } from '../hands/working-day.js';

/** What the drill is asked for. */
export interface NeighboursOptions {
  /** Documents of the big firm’s backlog. */
  readonly documents: number;
  readonly seed: number;
}

/** What the drill found. */
export interface NeighboursReport {
  readonly drill: 'neighbours';
  readonly seed: number;
  /** The big firm’s documents that were told and waited, when the small firm’s second round began and ended. */
  readonly backlog: { readonly documents: number; readonly atTheStart: number; readonly atTheEnd: number };
  /** Before the backlog and after it. */
  readonly alone: Latency;
  /**
   * While the big firm’s documents came, as fast as the loader can: told, and not judged. On one small machine the loader
   * and three emulators ask for the same processors as the services.
   */
  readonly whileItCame: Latency;
  readonly beside: Latency;
  /** p99 beside the backlog by p99 alone. */
  readonly ratio: number;
  readonly big: Report;
  readonly small: Report;
  readonly seconds: number;
  readonly holds: boolean;
}

/** The small firm’s working day: a document each so often, as many in each round. */
const EVERY_MS = 500;
const ROUND = 100;
/** It works alone before the backlog and after it, so that a machine that becomes slower or quicker meanwhile tells nothing. */
const HALF = ROUND / 2;
const WARM_UP = 40;
/** A Dropbox with a way to it: what a document waits for is mostly the vendor, as it is outside of this machine. */
const DROPBOX_FLAGS = '--latency-ms 100 --commit-latency-ms 500'.split(' ');
/**
 * How long the big firm’s downloads take while its backlog stands. It may have 12 of the uploader’s 16 reads and 192 of its
 * 256 lanes: 4 documents a second, so that the backlog outlasts the round and the processors are not what is scarce.
 */
const DOWNLOAD_MS = 3000;
const PATIENCE_MS = 180_000;
const MOST_RATIO = 1.2;

/**
 * A big firm’s backlog holds every lane and every read that it may have, beside a small firm’s daily work: the small firm’s p99 from
 * webhook to Dropbox may be a fifth longer than it was alone, no more; the big firm gets on, and nothing of either is lost.
 */
export async function neighboursDrill(options: NeighboursOptions): Promise<NeighboursReport> {
  const began = performance.now();
  const { folder, remove } = makeRunFolder('neighbours');
  const vendors = { clioRateLimit: null, dropboxFlags: DROPBOX_FLAGS };
  const onDeath = (name: string, end: string): void => say(`${name} ended by itself:\n${end.slice(-1500)}`);
  const stack = await startStack({ folder, ...vendors, say, onDeath });
  const big = firstFirm(stack);
  const firms: ServedFirm[] = [big];
  try {
    // Their deliveries lie in one partition: the small firm’s come behind the big one’s.
    const small = await takeOn(stack, { ...vendors, firm: 'novak', firmName: 'Novak & Partners LLP' });
    firms.push(small);
    const rounds = await measure({ big, small }, options);
    const [bigReport, smallReport] = [await judge(big, began), await judge(small, began)];
    const { alone, beside, backlog } = rounds;
    const ratio = ratioOf(beside.p99Ms, alone.p99Ms);
    // A backlog that was gone before the small firm’s work was over proves nothing.
    const stood = backlog.atTheEnd > 0 && backlog.atTheEnd < backlog.atTheStart;
    return {
      drill: 'neighbours',
      seed: options.seed,
      ...rounds,
      ratio,
      big: bigReport,
      small: smallReport,
      seconds: secondsSince(began),
      holds: ratio <= MOST_RATIO && stood && holds(bigReport) && holds(smallReport),
    };
  } finally {
    for (const { system } of firms) await system.trail.close();
    await stack.stop();
    remove();
  }
}

/** Both firms on one system. */
interface Scene {
  readonly big: ServedFirm;
  readonly small: ServedFirm;
}

async function measure(
  { big, small }: Scene,
  { documents, seed }: NeighboursOptions,
): Promise<Pick<NeighboursReport, 'alone' | 'whileItCame' | 'beside' | 'backlog'>> {
  await loadFirm(small.stack, { documents: WARM_UP, seed });
  await settleAloud(small.system, PATIENCE_MS);
  const day = new WorkingDay({
    system: small.system,
    hand: new ClioHand(small.stack),
    matters: await small.system.clio.matters(),
    everyMs: EVERY_MS,
    patienceMs: PATIENCE_MS,
  });
  say('The small firm works alone');
  const before = await day.round(HALF);
  say(`The big firm’s ${documents} documents come`);
  await big.system.clio.slowDownloads(DOWNLOAD_MS);
  const { trail } = big.system;
  const coming = loadFirm(big.stack, { documents, seed: seed + 1 });
  let isThere = false;
  const told = coming
    .then(() => until(PATIENCE_MS, async () => (await trail.count('DocumentRouted')) >= documents * 0.98))
    .finally(() => (isThere = true));
  const whileItCame = await day.round(ROUND, () => isThere);
  const [loaded] = await Promise.all([coming, told]);
  const waiting = async (): Promise<number> =>
    loaded.documents - loaded.empty - (await trail.count('DocumentMirrored'));
  const atTheStart = await waiting();
  say(`The small firm works beside a backlog of ${atTheStart}`);
  const beside = await day.round(ROUND);
  const atTheEnd = await waiting();
  say(`${atTheEnd} of it are left; Clio is quick again`);
  await big.system.clio.slowDownloads(0);
  await settleAloud(big.system, PATIENCE_MS);
  say('The backlog is gone; the small firm works alone once more');
  const after = await day.round(HALF);
  return {
    alone: latencyOf([...before, ...after]),
    whileItCame: latencyOf(whileItCame),
    beside: latencyOf(beside),
    backlog: { documents, atTheStart, atTheEnd },
  };
}

async function judge({ system }: ServedFirm, began: number): Promise<Report> {
  await settleAloud(system, PATIENCE_MS);
  return verify(system, secondsSince(began));
}

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 100) / 10;
