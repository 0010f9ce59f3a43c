import type { CallCount } from './dropbox-view.js';
import type { Cost } from './process-cost.js';
import type { Corpus } from './corpus.js';

/** One run of one contestant. */
export interface Run {
  /** Files that were mirrored while the clock ran. */
  readonly files: number;
  readonly seconds: number;
  readonly calls: CallCount;
  readonly cost: Cost;
  /** Content of every file that lies in Dropbox afterwards, by SHA-256. */
  readonly found: readonly string[];
  /** Content that should lie there. */
  readonly expected: readonly string[];
}

/** Somebody who mirrors a corpus into an empty Dropbox. */
export interface Contestant {
  readonly name: string;
  mirror(corpus: Corpus, folder: string): Promise<Run>;
}

/**
 * What a contestant’s runs came to: medians, of refusals and memory the most, and whether every run left exactly the corpus
 * behind.
 */
export interface Standing {
  readonly contestant: string;
  readonly corpus: string;
  readonly runs: number;
  readonly files: number;
  readonly seconds: number;
  readonly filesPerSecond: number;
  readonly megabytesPerSecond: number;
  readonly callsPerFile: number;
  readonly refused: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly correct: boolean;
  readonly byRoute: Readonly<Record<string, number>>;
  readonly cpuByProcess: Readonly<Record<string, number>>;
}

export function standingOf(contestant: string, corpus: Corpus, runs: readonly Run[]): Standing {
  const [first] = runs;
  if (first === undefined) throw new RangeError('there is nothing to sum up');
  const of = (figure: (run: Run) => number): number => median(runs.map(figure));
  return {
    contestant,
    corpus: corpus.name,
    runs: runs.length,
    files: first.files,
    seconds: round(of(({ seconds }) => seconds)),
    filesPerSecond: round(of(({ files, seconds }) => files / seconds)),
    megabytesPerSecond: round(of(({ files, seconds }) => (files * corpus.bytes) / 1e6 / seconds)),
    callsPerFile: round(
      of(({ files, calls }) => calls.calls / files),
      4,
    ),
    refused: Math.max(...runs.map(({ calls }) => calls.refused)),
    cpuSeconds: of(({ cost }) => cost.cpuSeconds),
    peakMb: Math.max(...runs.map(({ cost }) => cost.peakMb)),
    correct: runs.every(({ found, expected }) => sameContent(found, expected)),
    byRoute: first.calls.byRoute,
    cpuByProcess: first.cost.cpuByProcess,
  };
}

/** Every content as often as it should be, and nothing else. */
function sameContent(found: readonly string[], expected: readonly string[]): boolean {
  const [one, other] = [found.toSorted(), expected.toSorted()];
  return one.length === other.length && one.every((digest, at) => digest === other[at]);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1] ?? 0, sorted[middle] ?? 0];
  return (low + high) / 2;
}

const round = (value: number, digits = 2): number => Math.round(value * 10 ** digits) / 10 ** digits;
