import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeRunFolder, startStack, type Stack } from '@counterpart/local';
import { z } from 'zod';
import { ClioCalls } from '../budget/clio-calls.js';
import { machine } from '../machine.js';
import { MirroredCount } from '../mirror/mirrored-count.js';
import { fillOldFirm } from './old-firm.js';

/** How much lies in Clio, and what Clio lets through. */
export interface MigrateOptions {
  readonly matters: number;
  readonly documents: number;
  /** Calls a minute of the emulated Clio: its minutes pass `limit / 50` times as fast as Clio’s at peak. */
  readonly limit: number;
}

const COUNTERPART = fileURLToPath(new URL('../../../apps/cli/dist/main.js', import.meta.url));
/** Clio’s minutes pass faster than archives are waited for: as much more is under way at once, so that the run is shorter. */
const WIDE = { COUNTERPART_MIGRATION_WINDOW: '600', COUNTERPART_STAGE_CONCURRENCY: '768' };
/** Aim of the design for a migration, listing and all. */
const AIM = 0.1;
/** Clio’s limit for a token at peak hours (developers.clio.com, rate limits). */
const PEAK = 50;
/** What migrations take of it: the rest is left to more urgent work (ADR 0022). */
const SHARE = 0.6;
/** The firm’s token is the emulator’s first. */
const FIRM_TOKEN = 1;
/** Calls that Clio’s lists cost anyway, one by one or not: 200 records each. */
const PAGE = 200;

const Outcome = z.object({ outcome: z.string() });
const Status = z.object({
  migration: z.object({
    state: z.string(),
    progress: z.object({ documents: z.object({ found: z.number(), mirrored: z.number() }) }),
  }),
});

/**
 * Mirrors a firm that has worked in Clio for years: what a document costs in Clio calls, and how many hours that is at
 * Clio’s limits of peak hours, beside fetching documents one by one. The whole system runs for real; only Clio’s minutes
 * are shorter, so that the report’s hours are calls through the budget, not hours that passed.
 */
export async function migrateBench({ matters, documents, limit }: MigrateOptions) {
  const { folder, remove } = makeRunFolder('bench-migrate');
  const stack = await startStack({ folder, clioRateLimit: limit, serviceEnv: WIDE });
  const mirrored = new MirroredCount(stack.addresses.database);
  try {
    const clio = new ClioCalls(stack.addresses.clio);
    await fillOldFirm(stack.addresses.clio, clio, { matters, documents, limit });
    const mark = await clio.mark();
    const began = performance.now();
    await counterpart(stack, 'start', Outcome);
    await mirrored.reaches(documents);
    const { migration } = await overBy(stack, documents);
    const seconds = Math.round((performance.now() - began) / 1000);
    const { calls, refused, byRoute, budgetUsed } = await clio.since(mark, FIRM_TOKEN, limit);
    const callsPerDocument = round(calls / documents);
    const oneByOne = documents + Math.ceil(documents / PAGE) + Math.ceil(matters / PAGE);
    const missing = documents - migration.progress.documents.mirrored;
    return {
      bench: 'migrate',
      matters,
      documents,
      clioMinutesPassTimesAsFast: limit / PEAK,
      seconds,
      calls,
      refused,
      byRoute,
      budgetUsed,
      callsPerDocument,
      missing,
      hoursAtPeak: round(calls / (PEAK * SHARE * 60)),
      hoursOneByOne: round(oneByOne / (PEAK * SHARE * 60)),
      ratio: round(oneByOne / calls),
      machine: machine(),
      holds: callsPerDocument <= AIM && missing === 0 && refused === 0,
    };
  } finally {
    await mirrored.close();
    await stack.stop();
    remove();
  }
}

/** The run’s own account of it, once it says that it is over. */
async function overBy(stack: Stack, documents: number): Promise<z.infer<typeof Status>> {
  for (let looks = 0; looks < 60; looks += 1) {
    const status = await counterpart(stack, 'status', Status);
    if (status.migration.state === 'done') return status;
  }
  throw new Error(`${documents} documents are mirrored, and the migration does not come to its end`);
}

async function counterpart<T>(stack: Stack, word: string, schema: z.ZodType<T>): Promise<T> {
  const words = ['--env-file', stack.settingsFile, '--json', 'migrate', word, '--firm', 'hartwell'];
  const { stdout } = await promisify(execFile)(process.execPath, [COUNTERPART, ...words]);
  return schema.parse(JSON.parse(stdout));
}

const round = (figure: number): number => Math.round(figure * 1000) / 1000;
