import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeRunFolder, SERVICES } from '@counterpart/local';
import type { BenchReport } from '../bench-report.js';
import { machine } from '../machine.js';
import { byDecision, byWebhook } from './announce.js';
import { standingOf, type Contestant, type Run, type Standing } from './contest.js';
import { parseCorpus, type Corpus } from './corpus.js';
import { ratiosOf, shortfallsOf, type Names } from './judge.js';
import { ours } from './pipeline.js';
import { rclone } from './rclone.js';
import { sdkLoop } from './sdk-loop.js';

/** What is mirrored, how often, and by whom. */
export interface MirrorOptions {
  readonly corpora: readonly string[];
  readonly runs: number;
  /** Names of contestants, or `all`. */
  readonly only: readonly string[];
}

/** Every service, ingest last: it opens the door. */
const WHOLE = SERVICES.toSorted((a, b) => Number(a === 'ingest') - Number(b === 'ingest'));

const CONTESTANTS: Readonly<Record<string, Contestant>> = {
  pipeline: ours('our whole pipeline', WHOLE, byWebhook),
  uploader: ours('our uploader alone', ['uploader'], byDecision),
  'rclone-sync': rclone({ name: 'rclone, batch sync, 32 transfers', batchMode: 'sync', transfers: 32 }),
  'rclone-async': rclone({ name: 'rclone, batch async, 64 transfers', batchMode: 'async', transfers: 64 }),
  sdk: sdkLoop,
};

const NAMES: Names = {
  pipeline: contestantOf('pipeline').name,
  uploader: contestantOf('uploader').name,
  rcloneSync: contestantOf('rclone-sync').name,
};

/** Everybody mirrors the same corpora into the same kind of Dropbox, in turn, each run into an empty one. */
export async function mirrorBench(options: MirrorOptions): Promise<BenchReport> {
  const corpora = options.corpora.map(parseCorpus);
  const names = options.only.length === 0 ? Object.keys(CONTESTANTS) : options.only;
  const { folder, remove } = makeRunFolder('bench-mirror');
  const standings: Standing[] = [];
  try {
    for (const corpus of corpora) {
      const runs = await race(corpus, names, { folder, rounds: options.runs });
      for (const [name, all] of runs) standings.push(standingOf(contestantOf(name).name, corpus, all));
    }
  } finally {
    remove();
  }
  const ratios = ratiosOf(standings, NAMES, corpora[0]?.name ?? '');
  const shortfalls = shortfallsOf(standings, NAMES);
  return {
    bench: 'mirror',
    standings,
    ratios,
    ratio: ratios.pipeline ?? 0,
    shortfalls,
    machine: machine(),
    holds: shortfalls.length === 0,
  };
}

/** Round by round, so that a slow minute of the machine hits everybody. */
async function race(
  corpus: Corpus,
  names: readonly string[],
  { folder, rounds }: { readonly folder: string; readonly rounds: number },
): Promise<ReadonlyMap<string, readonly Run[]>> {
  const runs = new Map<string, Run[]>(names.map((name) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const name of names) {
      const place = join(folder, `${corpus.name}-${name}-${round}`);
      mkdirSync(place, { mode: 0o755 });
      const run = await contestantOf(name).mirror(corpus, place);
      runs.get(name)?.push(run);
      await rm(place, { recursive: true, force: true });
      const rate = Math.round((run.files / run.seconds) * 10) / 10;
      process.stderr.write(`${corpus.name} ${name}: ${rate} files/s, ${run.calls.calls} calls\n`);
    }
  }
  return runs;
}

function contestantOf(name: string): Contestant {
  const contestant = CONTESTANTS[name];
  if (contestant === undefined) {
    throw new RangeError(`${name} is not one of ${Object.keys(CONTESTANTS).join(', ')}`);
  }
  return contestant;
}
