import { pairUp, type Pair, type Problem } from './compare/compare.js';
import { sameBytes } from './compare/same-bytes.js';
import type { ClioView } from './observe/clio.js';
import type { DropboxView } from './observe/dropbox.js';
import type { Passage, TrailView } from './observe/trail.js';

/** The running system, seen from outside. */
export interface System {
  readonly clio: ClioView;
  readonly dropbox: DropboxView;
  readonly trail: TrailView;
}

/** What a run came to. `documents` counts those with bytes; `empty` the placeholders that are not mirrored. */
export interface Report {
  readonly documents: number;
  readonly empty: number;
  readonly mirrored: number;
  /** Copies of what clients uploaded. */
  readonly clientUploads: number;
  /** Versions that were replaced, and are kept. */
  readonly priorVersions: number;
  readonly missing: number;
  readonly mismatched: number;
  readonly misplaced: number;
  readonly duplicates: number;
  readonly deadLetters: number;
  readonly events: number;
  /** From the webhook’s arrival to the commit in Dropbox. */
  readonly latencyMs: { readonly p50: number; readonly p95: number };
  readonly filesPerSecond: number;
  readonly seconds: number;
  /** The first problems, in words; empty when all is well. */
  readonly problems: readonly string[];
}

/** The same where documents came otherwise than one by one through webhooks: how fast says nothing. */
export type UntimedReport = Omit<Report, 'latencyMs' | 'filesPerSecond'>;

/** Documents whose bytes are compared at once. */
const COMPARED_AT_ONCE = 4;
const TOLD_PROBLEMS = 20;

/** Nothing missing, mismatched, misplaced or doubled, and no work given up. */
export const holds = (report: Report): boolean =>
  report.missing + report.mismatched + report.misplaced + report.duplicates + report.deadLetters === 0 &&
  report.mirrored === report.documents;

export function withoutSpeed(report: Report): UntimedReport {
  const { latencyMs: _latency, filesPerSecond: _files, ...rest } = report;
  return rest;
}

/** Compares every document in Dropbox with Clio, byte for byte. */
export async function verify({ clio, dropbox, trail }: System, seconds: number): Promise<Report> {
  const [documents, files, mirrored] = [
    await clio.documents(),
    await dropbox.files(),
    await trail.mirrored(),
  ];
  const { pairs, copies, priors, problems } = pairUp(documents, files, mirrored.trail);
  const differing = await mismatches(pairs, { clio, dropbox });
  const differingCopies = await mismatches(copies, { clio, dropbox });
  const differingPriors = await mismatches(priors, { clio, dropbox });
  const all = [...problems, ...differing, ...differingCopies, ...differingPriors];
  const count = (kind: Problem['kind']): number => all.filter((problem) => problem.kind === kind).length;
  const withBytes = documents.filter(({ size }) => size > 0).length;
  return {
    documents: withBytes,
    empty: documents.length - withBytes,
    mirrored: pairs.length - differing.length,
    clientUploads: copies.length - differingCopies.length,
    priorVersions: priors.length - differingPriors.length,
    missing: count('missing'),
    mismatched: count('mismatched'),
    misplaced: count('misplaced'),
    duplicates: count('duplicate'),
    deadLetters: await trail.deadLetters(),
    events: await trail.eventCount(),
    ...speed(mirrored.passages),
    seconds: Math.round(seconds * 10) / 10,
    problems: all.slice(0, TOLD_PROBLEMS).map(inWords),
  };
}

async function mismatches(
  pairs: readonly Pair[],
  { clio, dropbox }: Pick<System, 'clio' | 'dropbox'>,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const queue = [...pairs];
  const compareNext = async (): Promise<void> => {
    for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
      const { document, file } = pair;
      if (await sameBytes(clio.contentUrl(document), dropbox.contentUrl(file))) continue;
      problems.push({ kind: 'mismatched', document: document.id, path: file.path, detail: document.name });
    }
  };
  await Promise.all(Array.from({ length: COMPARED_AT_ONCE }, compareNext));
  return problems;
}

/** How fast documents came from the webhook’s arrival to their place. */
export function speed(passages: readonly Passage[]): Pick<Report, 'latencyMs' | 'filesPerSecond'> {
  if (passages.length === 0) return { latencyMs: { p50: 0, p95: 0 }, filesPerSecond: 0 };
  const times = passages.map(({ arrived, mirrored }) => mirrored - arrived).toSorted((a, b) => a - b);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  const began = passages.reduce((least, { arrived }) => Math.min(least, arrived), Infinity);
  const ended = passages.reduce((most, { mirrored }) => Math.max(most, mirrored), 0);
  const filesPerSecond = Math.round((passages.length / Math.max(1, ended - began)) * 1e5) / 100;
  return { latencyMs: { p50: at(0.5), p95: at(0.95) }, filesPerSecond };
}

const inWords = ({ kind, document, path, detail }: Problem): string =>
  `${kind}: ${document === null ? '' : `document ${document} `}${path ?? ''} (${detail})`;
