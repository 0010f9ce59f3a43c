import { makeRunFolder, startStack, type Stack } from '@counterpart/local';
import { Pool } from 'pg';
import type { BenchReport } from '../bench-report.js';
import { quantile } from '../load/quantile.js';
import { machine } from '../machine.js';
import { ClioLoader } from '../mirror/clio-corpus.js';
import { filesOf, type CorpusFile } from '../mirror/corpus.js';
import { MirroredCount } from '../mirror/mirrored-count.js';
import { carryBare } from './bare-carrier.js';
import { mirroredAt } from './mirrored-at.js';

/** How many documents are put into Clio, one after another. */
export interface LatencyOptions {
  readonly documents: number;
}

/** Half of the documents are in place within this time, milliseconds (design §10). */
const MOST_P50_MS = 1000;
/** Documents that pass before what is measured: a service runs for weeks, so its first second does not count. */
const WARM_UP = 3;
const BYTES = 100_000;

/**
 * How long a document takes from the moment at which Clio has it whole until the trail says that it lies in Dropbox, where
 * nothing else is to be done and Dropbox answers at once. Beside it a bare carrier: fetched and put, nothing more.
 */
export async function latencyBench({ documents }: LatencyOptions): Promise<BenchReport> {
  const { folder, remove } = makeRunFolder('bench-latency');
  const stack = await startStack({ folder, clioRateLimit: null });
  const mirrored = new MirroredCount(stack.addresses.database);
  const pool = new Pool({ connectionString: stack.addresses.database, max: 1 });
  try {
    await mirrored.firstSweep();
    const loader = new ClioLoader(stack.addresses.clio, stack.clioToken);
    const matter = await loader.openMatter();
    const [ours, bare]: [number[], number[]] = [[], []];
    for (const file of filesOf({ name: 'idle', files: documents + WARM_UP, bytes: BYTES })) {
      const took = await one({ stack, loader, pool, matter, file });
      if (file.index < WARM_UP) continue;
      ours.push(took.ours);
      bare.push(took.bare);
    }
    const [mine, theirs] = [summaryOf(ours), summaryOf(bare)];
    return {
      bench: 'latency',
      documents,
      ours: mine,
      bare: theirs,
      ratio: Math.round((mine.p50Ms / theirs.p50Ms) * 100) / 100,
      machine: machine(),
      holds: mine.p50Ms < MOST_P50_MS,
    };
  } finally {
    await pool.end();
    await mirrored.close();
    await stack.stop();
    remove();
  }
}

interface Turn {
  readonly stack: Stack;
  readonly loader: ClioLoader;
  readonly pool: Pool;
  readonly matter: number;
  readonly file: CorpusFile;
}

async function one({ stack, loader, pool, matter, file }: Turn): Promise<{ ours: number; bare: number }> {
  const [document] = await loader.load([file], matter);
  if (document === undefined) throw new TypeError('the document was not loaded');
  const inClio = Date.now();
  const ours = (await mirroredAt(pool, document.id)) - inClio;
  return { ours, bare: await timed(() => carryBare(stack, document)) };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function summaryOf(milliseconds: readonly number[]) {
  const sorted = milliseconds.toSorted((one, other) => one - other);
  return { p50Ms: Math.round(quantile(sorted, 0.5)), p95Ms: Math.round(quantile(sorted, 0.95)) };
}
