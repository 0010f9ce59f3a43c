import { parseCorpus } from './corpus.js';
import type { Standing } from './contest.js';

/** Names of the contestants that something is asked of. */
export interface Names {
  readonly pipeline: string;
  readonly uploader: string;
  readonly rcloneSync: string;
}

/** How many times as fast as rclone’s batch sync, on the same corpus in the same run; null where one of the two did not run. */
export interface Ratios {
  readonly pipeline: number | null;
  readonly uploader: number | null;
}

/** The corpus that speed is asked for (design §10). */
const CORPUS = '1000x100KB';

/** ADR 0032, on two cores that all of it shares. */
const LEAST: Readonly<Record<keyof Ratios, number>> = { pipeline: 2, uploader: 8 };

/** Dropbox calls a file, of files that travel many to a call (ADR 0032). */
const MOST_CALLS = 0.1;
/** Larger ones take calls of their own (Dropbox: upload sessions). */
const SMALL_BYTES = 4 * 1024 * 1024;

export function ratiosOf(standings: readonly Standing[], names: Names, corpus: string): Ratios {
  const rateOf = (name: string): number | undefined =>
    standings.find((one) => one.contestant === name && one.corpus === corpus)?.filesPerSecond;
  const theirs = rateOf(names.rcloneSync);
  const ratioOf = (name: string): number | null => {
    const mine = rateOf(name);
    if (mine === undefined || theirs === undefined || theirs === 0) return null;
    return Math.round((mine / theirs) * 100) / 100;
  };
  return { pipeline: ratioOf(names.pipeline), uploader: ratioOf(names.uploader) };
}

/** Where the runs fall short of what ADR 0032 asks; empty where they hold. What did not run is not judged. */
export function shortfallsOf(standings: readonly Standing[], names: Names): readonly string[] {
  const each = standings.flatMap((standing) => [
    ...(standing.correct ? [] : [`${labelOf(standing)}: not what was sent lies there`]),
    ...([names.pipeline, names.uploader].includes(standing.contestant) ? callsOf(standing) : []),
  ]);
  const ratios = ratiosOf(standings, names, CORPUS);
  const slow = (['pipeline', 'uploader'] as const).flatMap((who) => {
    const ratio = ratios[who];
    if (ratio === null || ratio >= LEAST[who]) return [];
    return [`${names[who]}: ${ratio} times ${names.rcloneSync}, ${LEAST[who]} at least`];
  });
  return [...each, ...slow];
}

function callsOf(standing: Standing): readonly string[] {
  const { corpus, callsPerFile, refused } = standing;
  const isMuch = parseCorpus(corpus).bytes < SMALL_BYTES && callsPerFile > MOST_CALLS;
  return [
    ...(refused > 0 ? [`${labelOf(standing)}: ${refused} calls refused, none at most`] : []),
    ...(isMuch ? [`${labelOf(standing)}: ${callsPerFile} calls a file, ${MOST_CALLS} at most`] : []),
  ];
}

const labelOf = ({ contestant, corpus }: Standing): string => `${contestant}, ${corpus}`;
