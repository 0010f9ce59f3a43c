import { makeRunFolder, startStack, type Stack } from '@counterpart/local';
import type { BenchReport } from '../bench-report.js';
import { machine } from '../machine.js';
import { ClioLoader } from '../mirror/clio-corpus.js';
import { filesOf, type Corpus, type CorpusFile } from '../mirror/corpus.js';
import { migrateBench } from '../migrate/migrate.bench.js';
import { MirroredCount } from '../mirror/mirrored-count.js';
import { ClioCalls } from './clio-calls.js';

/** How much comes, and what Clio lets through. */
export interface BudgetOptions {
  readonly documents: number;
  /** Calls a minute; Clio’s own at peak is 50. */
  readonly limit: number;
  /** How much of it lies in Clio already, in how many matters. */
  readonly history: { readonly documents: number; readonly matters: number };
}

/** Aim of the design for live work: the download itself, and little beside it. */
const AIM_LIVE = 1.05;
const BYTES = 2000;
/** The firm’s token is the emulator’s first. */
const FIRM_TOKEN = 1;
/** Calls of one file of the loader, so that each of its tokens stays within its own budget. */
const LOADER_CALLS = 2;

/**
 * Calls of Clio’s that a document costs, and the share of the budget that is used while there is work: documents are put
 * into Clio faster than the budget lets them be fetched, and webhooks tell of them. Then the same of documents that lie in Clio
 * already, which a migration brings.
 */
export async function budgetBench({ documents, limit, history }: BudgetOptions): Promise<BenchReport> {
  const live = await liveBudget({ documents, limit });
  const old = await migrateBench({ ...history, limit });
  const { callsPerDocument, budgetUsed, refused, missing, seconds } = old;
  return {
    bench: 'budget',
    limitPerMinute: limit,
    live,
    migration: { ...history, callsPerDocument, budgetUsed, refused, missing, seconds },
    ratio: live.callsPerDocument,
    machine: machine(),
    holds: live.refused === 0 && live.callsPerDocument <= AIM_LIVE && old.holds,
  };
}

async function liveBudget(options: Pick<BudgetOptions, 'documents' | 'limit'>) {
  const { folder, remove } = makeRunFolder('bench-budget');
  const stack = await startStack({ folder, clioRateLimit: options.limit });
  const mirrored = new MirroredCount(stack.addresses.database);
  try {
    return await measureLive(stack, mirrored, options);
  } finally {
    await mirrored.close();
    await stack.stop();
    remove();
  }
}

async function measureLive(
  stack: Stack,
  mirrored: MirroredCount,
  { documents, limit }: Pick<BudgetOptions, 'documents' | 'limit'>,
) {
  const clio = new ClioCalls(stack.addresses.clio);
  const corpus: Corpus = { name: `${documents}x${BYTES}B`, files: documents, bytes: BYTES };
  const matter = await new ClioLoader(stack.addresses.clio, await clio.anotherToken()).openMatter();
  const mark = await clio.mark();
  const began = performance.now();
  for (const files of portions(filesOf(corpus), Math.floor(limit / LOADER_CALLS) - 1)) {
    await new ClioLoader(stack.addresses.clio, await clio.anotherToken()).load(files, matter);
  }
  await mirrored.reaches(documents);
  const seconds = (performance.now() - began) / 1000;
  const calls = await clio.since(mark, FIRM_TOKEN, limit);
  return {
    documents,
    seconds: Math.round(seconds),
    callsPerDocument: Math.round((calls.calls / documents) * 1000) / 1000,
    ...calls,
  };
}

function* portions(files: readonly CorpusFile[], size: number): Generator<readonly CorpusFile[], void> {
  for (let from = 0; from < files.length; from += size) yield files.slice(from, from + size);
}
