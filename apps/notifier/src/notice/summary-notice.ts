import type { FirmId, Vendor } from '@counterpart/contracts';
import { NOBODY, type Fact, type Message } from './letter.js';
import type { Words } from './words/words.js';

/** What a day brought a firm, and how it stands. */
export interface DayFigures {
  /** Documents and versions that came to Dropbox. */
  readonly mirrored: number;
  /** Prior versions that were kept. */
  readonly versions: number;
  /** Matters that were archived. */
  readonly archived: number;
  /** Closings that wait for a person, now. */
  readonly heldUp: number;
  /** Documents that were given up and not mended, now. */
  readonly failures: number;
  /** Documents that something else is in the way of, now. */
  readonly conflicts: number;
  /** Privileged documents that wait for the restricted folder, now. */
  readonly held: number;
  /** Documents on their way, now. */
  readonly pending: number;
  /** Documents that are no longer in Clio though nobody deleted them, now. */
  readonly missing: number;
  /** Vendors that refuse something of the connection, now: work waits. */
  readonly refused: readonly Vendor[];
  readonly inSync: number;
  readonly inClio: number;
}

/** The day that a summary is of. */
export interface SummaryOf {
  readonly firm: FirmId;
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly from: string;
  readonly until: string;
}

/** Tells what a day brought and what waits for a person. */
export function summaryNotice(
  { firm, day, from, until }: SummaryOf,
  figures: DayFigures,
  { summaries }: Words,
): Message {
  const { failures, conflicts, heldUp, held, missing } = figures;
  const refused = figures.refused.length;
  const open = failures + conflicts + heldUp + held + missing + refused;
  const numbers: readonly Fact[] = (
    [
      'mirrored',
      'versions',
      'archived',
      'failures',
      'conflicts',
      'held',
      'heldUp',
      'missing',
      'pending',
    ] as const
  ).map((name) => [name, String(figures[name])]);
  return {
    headline: summaries.headline(day),
    about: NOBODY,
    facts: [
      ['happened', open === 0 ? summaries.quiet : summaries.open(open)],
      ...(open === 0 ? [] : openCommands(firm, figures, summaries.todo)),
      ...numbers,
      ['refused', String(refused)],
      ['inSync', summaries.of(figures.inSync, figures.inClio)],
      ['period', summaries.period(from, until)],
      ['firm', firm],
    ],
  };
}

function openCommands(firm: FirmId, figures: DayFigures, todo: string): readonly Fact[] {
  const commands = [
    `counterpart status --firm ${firm}`,
    ...figures.refused.map((vendor) => `counterpart connect ${vendor} --firm ${firm}`),
    ...(figures.refused.length > 0 ? [`counterpart doctor --firm ${firm}`] : []),
    ...(figures.failures > 0 ? [`counterpart parked list --firm ${firm}`] : []),
    ...(figures.heldUp > 0 ? [`counterpart closings list --firm ${firm}`] : []),
    ...(figures.held > 0 ? [`counterpart privilege audit --firm ${firm}`] : []),
  ];
  return [['todo', todo], ...commands.map((command) => ['runIt', command] as const)];
}
