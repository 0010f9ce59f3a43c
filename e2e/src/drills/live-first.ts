import { loadFirm, makeRunFolder, startStack } from '@counterpart/local';
import { z } from 'zod';
import { CallBudget, takenBetween, type TakenCalls } from '../observe/call-budget.js';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { until } from '../until.js';
import { holds, verify, type Report } from '../verify.js';
import { runCounterpart } from '../hands/command-line.js';
import { ManyHands } from '../hands/many-hands.js';
import { firstFirm, order, type ServedFirm } from '../hands/new-firm.js';
import { latencyOf, ratioOf, WorkingDay, type Latency } from '../hands/working-day.js';

/** What the drill is asked for. */
export interface LiveFirstOptions {
  /** Documents that lay in Clio before. */
  readonly documents: number;
  readonly seed: number;
}

/** A migration at one moment. */
interface Standing {
  readonly state: string;
  readonly found: number;
  readonly mirrored: number;
}

/** What the drill found. */
export interface LiveFirstReport extends Omit<Report, 'latencyMs' | 'filesPerSecond'> {
  readonly drill: 'live-first';
  readonly seed: number;
  /** Calls a minute that Clio takes of the services’ token. */
  readonly limitPerMinute: number;
  /** Before the migration and after it. */
  readonly alone: Latency;
  readonly beside: Latency;
  /** p95 beside the migration by p95 alone. */
  readonly ratio: number;
  /** Calls of Clio by urgency, while live documents came beside the migration. */
  readonly calls: TakenCalls;
  /** Calls that Clio refused for their rate, in the whole run. */
  readonly refused: number;
  /** The migration when the round beside it began, and when its last live document was in place. */
  readonly migration: { readonly before: Standing; readonly after: Standing };
  readonly holds: boolean;
}

/** Six times Clio’s own at peak: the minutes of its budget are real, and a run has few of them. */
const LIMIT = 300;
/** A document so often: at two calls each, a little more than a third of the budget. */
const EVERY_MS = 1_100;
const ROUND = 100;
/** Before the migration and after it, so that a machine that becomes slower or quicker meanwhile tells nothing. */
const HALF = 30;
const WARM_UP = 30;
const HANDS_AT_ONCE = 6;
/** A Dropbox with a way to it: what a document waits for is mostly the vendor, as it is outside of this machine. */
const DROPBOX_FLAGS = '--latency-ms 100 --commit-latency-ms 500'.split(' ');
/**
 * The hardest migration: archives give nothing, so that each document costs a call of its own and waits for it, and a firm
 * has fewer lanes than its migration has documents on their way, as one of several firms has.
 */
const HARD = { COUNTERPART_ARCHIVE_DOCUMENTS: '0', COUNTERPART_STAGE_CONCURRENCY: '128' };
const PATIENCE_MS = 240_000;
/** Both share two cores and a database, too; what is judged is the waiting: it was thirtyfold where a migration went first. */
const MOST_RATIO = 3;

const Status = z.object({
  migration: z.object({
    state: z.string(),
    progress: z.object({ documents: z.object({ found: z.number(), mirrored: z.number() }) }).nullable(),
  }),
});

/**
 * A firm works on while its history is migrated, and both share a budget of Clio calls that is too small for them: live
 * documents take about as long as they take alone, the migration gets on with what is left, and Clio refuses nothing.
 */
export async function liveFirstDrill(options: LiveFirstOptions): Promise<LiveFirstReport> {
  const began = performance.now();
  const { folder, remove } = makeRunFolder('live-first');
  const vendors = { clioRateLimit: LIMIT, dropboxFlags: DROPBOX_FLAGS };
  const onDeath = (name: string, end: string): void => say(`${name} ended by itself:\n${end.slice(-1500)}`);
  const stack = await startStack({ folder, ...vendors, serviceEnv: HARD, say, onDeath });
  const firm = firstFirm(stack);
  const budget = new CallBudget(stack.addresses.database, stack.addresses.clio);
  try {
    const rounds = await measure(firm, budget, options);
    const {
      latencyMs: _,
      filesPerSecond: __,
      ...report
    } = await verify(firm.system, (performance.now() - began) / 1000);
    const ratio = ratioOf(rounds.beside.p95Ms, rounds.alone.p95Ms);
    const refused = await budget.refused();
    const { before, after } = rounds.migration;
    // A migration that was over before the live work was, or that did not get on beside it, proves nothing.
    const ranOn =
      after.state === 'copying' && after.mirrored < after.found && after.mirrored > before.mirrored;
    return {
      drill: 'live-first',
      seed: options.seed,
      limitPerMinute: LIMIT,
      ...rounds,
      ratio,
      refused,
      ...report,
      holds:
        ratio <= MOST_RATIO &&
        refused === 0 &&
        ranOn &&
        holds({ ...report, latencyMs: _, filesPerSecond: __ }),
    };
  } finally {
    await Promise.all([budget.close(), firm.system.trail.close()]);
    await stack.stop();
    remove();
  }
}

async function measure(
  firm: ServedFirm,
  budget: CallBudget,
  { documents, seed }: LiveFirstOptions,
): Promise<Pick<LiveFirstReport, 'alone' | 'beside' | 'calls' | 'migration'>> {
  const { stack, system } = firm;
  const loader = { ...stack, clioToken: await system.clio.anotherToken() };
  await loadFirm(loader, { documents: WARM_UP, seed });
  await settleAloud(system, PATIENCE_MS);
  const matters = await system.clio.matters();
  const hands = new ManyHands(stack, system.clio, LIMIT);
  await fillHistory(firm, { hands, matters, documents });
  const day = new WorkingDay({ system, hand: hands, matters, everyMs: EVERY_MS, patienceMs: PATIENCE_MS });
  say('The firm works alone');
  const first = await day.round(HALF);
  await order(stack, ['migrate', 'start', '--firm', firm.firm]);
  await until(PATIENCE_MS, async () => (await standing(firm)).found > documents);
  const [before, takenBefore] = [await standing(firm), await budget.taken()];
  say(`The firm works beside its migration: ${before.mirrored} of ${before.found} are mirrored`);
  const beside = await day.round(ROUND);
  const [after, takenAfter] = [await standing(firm), await budget.taken()];
  say(`${after.mirrored} of ${after.found} are mirrored`);
  await until(PATIENCE_MS * 2, async () => (await standing(firm)).state === 'done');
  await settleAloud(system, PATIENCE_MS);
  say('The migration is over; the firm works alone once more');
  const last = await day.round(HALF);
  await settleAloud(system, PATIENCE_MS);
  return {
    alone: latencyOf([...first, ...last]),
    beside: latencyOf(beside),
    calls: takenBetween(takenBefore, takenAfter),
    migration: { before, after },
  };
}

/** Puts documents into Clio of which no webhook tells. */
async function fillHistory(
  { system }: ServedFirm,
  scene: { readonly hands: ManyHands; readonly matters: readonly string[]; readonly documents: number },
): Promise<void> {
  const { hands, matters, documents } = scene;
  say(`${documents} documents lie in Clio that nobody told of`);
  await system.clio.blackout(true);
  let next = 0;
  const fill = async (): Promise<void> => {
    for (let number = next++; number < documents; number = next++) {
      const bytes = Buffer.from(`Exhibit ${number}\n`.repeat(50 + ((number * 37) % 500)));
      await hands.addDocument(matters[number % matters.length] ?? '', {
        name: `Exhibit ${number}.txt`,
        bytes,
      });
    }
  };
  await Promise.all(Array.from({ length: HANDS_AT_ONCE }, fill));
  await system.clio.blackout(false);
}

async function standing({ stack, firm }: ServedFirm): Promise<Standing> {
  const { answer } = await runCounterpart(stack, ['migrate', 'status', '--firm', firm]);
  const { state, progress } = Status.parse(answer).migration;
  return { state, found: progress?.documents.found ?? 0, mirrored: progress?.documents.mirrored ?? 0 };
}
