import { mkdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeRunFolder } from '@counterpart/local';
import { archiveFileAt, verifyArchive } from '@counterpart/matter-archive';
import type { BenchReport } from '../bench-report.js';
import { machine } from '../machine.js';
import { deflatedBeyond, largeRun, manySmallFiles, oneLargeFile, type LargeResult } from './large-archive.js';
import { mixedCorpus, textCorpus, type ZipCorpus } from './zip-corpus.js';
import {
  INFO_ZIP,
  INFO_ZIP_SUFFIXES,
  isInstalled,
  OURS,
  pack,
  SEVEN_ZIP,
  type ZipRun,
  type ZipTool,
} from './zip-tools.js';

/** How much is packed, and how often. */
export interface ZipOptions {
  readonly documents: number;
  readonly runs: number;
  /** GiB of the archives that are written and verified without a disk; 0 leaves them out. */
  readonly largeGib: number;
}

/** A tool’s runs of one case: medians. */
interface ZipStanding extends ZipRun {
  readonly tool: string;
  readonly megabytesPerSecond: number;
  readonly archiveBytes: number;
}

/** One corpus at one level. */
interface ZipCase {
  readonly corpus: string;
  readonly level: number;
  readonly files: number;
  readonly bytes: number;
  readonly standings: readonly ZipStanding[];
  /** Info-ZIP’s seconds over ours, pair by pair: the median. */
  readonly ratioToInfoZip: number;
  /** Every archive of ours was read back whole. */
  readonly whole: boolean;
}

const TOOLS: readonly ZipTool[] = [OURS, INFO_ZIP, INFO_ZIP_SUFFIXES, SEVEN_ZIP];

/**
 * Our archiver, Info-ZIP and 7-Zip pack the same folders, in turn, each as a process of its own that writes a file.
 * Ours also hashes every file three ways and writes a manifest. Then archives beyond the limits of plain ZIP.
 */
export async function zipBench(options: ZipOptions): Promise<BenchReport> {
  const tools = TOOLS.filter((tool) => {
    const here = isInstalled(tool);
    if (!here) process.stderr.write(`${tool.name} is not installed and left out: apt-get install zip 7zip\n`);
    return here;
  });
  if (!tools.includes(INFO_ZIP)) throw new Error('there is nothing to compare with: apt-get install zip');
  const { folder, remove } = makeRunFolder('bench-zip');
  try {
    const cases = await allCases(tools, folder, options);
    const large = await largeArchives(options.largeGib);
    return {
      bench: 'zip',
      cases,
      large,
      ratio: Math.min(...cases.filter(({ level }) => level > 0).map(({ ratioToInfoZip }) => ratioToInfoZip)),
      machine: machine(),
      holds: cases.every(({ whole }) => whole) && large.every(({ whole }) => whole),
    };
  } finally {
    remove();
  }
}

async function allCases(
  tools: readonly ZipTool[],
  folder: string,
  { documents, runs }: ZipOptions,
): Promise<readonly ZipCase[]> {
  const [mixed, text] = [join(folder, 'mixed'), join(folder, 'text')];
  for (const place of [mixed, text]) mkdirSync(place, { mode: 0o755 });
  const corpora = [await mixedCorpus(mixed, documents), await textCorpus(text, documents)];
  const cases: ZipCase[] = [];
  for (const corpus of corpora) {
    for (const level of [6, 1, 0]) cases.push(await oneCase(tools, corpus, { level, runs, folder }));
  }
  return cases;
}

interface CaseOptions {
  readonly level: number;
  readonly runs: number;
  readonly folder: string;
}

/** Round by round, so that a slow minute of the machine hits everybody. */
async function oneCase(tools: readonly ZipTool[], corpus: ZipCorpus, options: CaseOptions): Promise<ZipCase> {
  const { level, runs, folder } = options;
  const archive = join(folder, 'archive.zip');
  const all = new Map<ZipTool, ZipRun[]>(tools.map((tool) => [tool, []]));
  const sizes = new Map<ZipTool, number>();
  let whole = true;
  for (let round = 1; round <= runs; round += 1) {
    for (const tool of tools) {
      all.get(tool)?.push(await pack(tool, corpus, archive, level));
      sizes.set(tool, (await stat(archive)).size);
      if (tool === OURS) whole &&= (await verifyArchive(await archiveFileAt(archive))).kind === 'whole';
    }
  }
  const standings = tools.map((tool) => standingOf(tool, corpus, all.get(tool) ?? [], sizes.get(tool) ?? 0));
  const pairs = (all.get(OURS) ?? []).map(
    ({ seconds }, at) => (all.get(INFO_ZIP)?.[at]?.seconds ?? 0) / seconds,
  );
  const ratioToInfoZip = rounded(median(pairs), 100);
  process.stderr.write(`${corpus.name} at level ${level}: ${ratioToInfoZip} times Info-ZIP\n`);
  return {
    corpus: corpus.name,
    level,
    files: corpus.files,
    bytes: corpus.bytes,
    standings,
    ratioToInfoZip,
    whole,
  };
}

function standingOf(
  tool: ZipTool,
  corpus: ZipCorpus,
  runs: readonly ZipRun[],
  archiveBytes: number,
): ZipStanding {
  const seconds = median(runs.map((run) => run.seconds));
  return {
    tool: tool.name,
    seconds: rounded(seconds, 100),
    megabytesPerSecond: rounded(corpus.bytes / 1e6 / seconds, 10),
    cpuSeconds: median(runs.map(({ cpuSeconds }) => cpuSeconds)),
    peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)),
    archiveBytes,
  };
}

async function largeArchives(gib: number): Promise<readonly LargeResult[]> {
  if (gib === 0) return [];
  const results: LargeResult[] = [];
  for (const large of [
    oneLargeFile(Math.round(gib * 2 ** 30)),
    deflatedBeyond(Math.round(gib * 2 ** 30)),
    manySmallFiles(70_000),
  ]) {
    results.push(await largeRun(large));
    process.stderr.write(`${large.name}: ${results.at(-1)?.whole === true ? 'whole' : 'BROKEN'}\n`);
  }
  return results;
}

const rounded = (value: number, parts: number): number => Math.round(value * parts) / parts;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
