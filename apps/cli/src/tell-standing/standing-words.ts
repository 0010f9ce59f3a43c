import { FAILURES, type FailureCode } from '@counterpart/contracts';
import type { ToldStanding, Unknown } from './tell-standing.handler.js';

type Row = readonly string[];

/** Columns of the matters in which something differs. */
export const MATTER_HEADING = [
  'matter',
  'client',
  'in Clio',
  'in sync',
  'differing',
  'skipped',
  'waiting since',
];

export const matterRows = ({ matters }: ToldStanding): readonly Row[] =>
  matters.map(({ matter, names, inClio, inSync, skipped, oldestUnsynced }) => [
    names.matterNumber ?? matter ?? 'no matter',
    names.client ?? '',
    String(inClio),
    String(inSync),
    String(inClio - inSync - skipped),
    String(skipped),
    oldestUnsynced?.toISOString() ?? '',
  ]);

/** Columns of the documents that have waited longest. */
export const UNSYNCED_HEADING = ['document', 'matter', 'state', 'reason', 'waiting since'];

/** States whose name is not the word for people. */
const STATE_WORDS: Readonly<Record<string, string>> = {
  dead: 'given up',
  drifted: 'changed by hand',
  held: 'held back',
};

export const unsyncedRows = ({ unsynced }: ToldStanding): readonly Row[] =>
  unsynced.map(({ document, matter, names, state, reason, since }) => [
    names.document ?? document,
    names.matterNumber ?? matter ?? '',
    STATE_WORDS[state] ?? state,
    reason ?? '',
    since?.toISOString() ?? '',
  ]);

/** What is counted, a line each. */
export function standingRows(told: ToldStanding): readonly Row[] {
  const { standing, skipped, lastSweep, drift } = told;
  const parts = [
    [standing.pending, 'on their way'],
    [standing.conflict, 'something else at their place or in the way of their move'],
    [standing.missing, 'gone from Clio'],
    [standing.dead, 'given up'],
    [standing.drifted, 'changed in Dropbox by hand'],
    [standing.held, 'privileged and held back'],
  ] as const;
  const differing = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return [
    ['in sync as of', asOfWords(told)],
    ['last sweep', lastSweep === null ? 'none' : `${lastSweep.startedAt}, found ${lastSweep.told} missed`],
    ...heldBackRows(told),
    ['in Clio', String(standing.inClio)],
    ['in Dropbox', String(standing.inDropbox)],
    ['in sync', String(standing.inSync)],
    ['differing', differing.length === 0 ? '0' : `${standing.differing}: ${differing.join(', ')}`],
    ['oldest unsynced', standing.oldestUnsynced?.toISOString() ?? 'none'],
    ['changed in Dropbox by hand', driftWords(drift)],
    ...Object.entries(skipped).map(([reason, count]) => [`skipped, ${reason}`, String(count)]),
    ...(told.current ? [] : [['note', 'the counts are being brought up to date']]),
  ];
}

const UNKNOWN_WORDS: Readonly<Record<Unknown, string>> = {
  NO_SWEEP: 'not known: no sweep has come to its end yet',
  HISTORY_NOT_MIGRATED:
    'not known: what lay in Clio before was not migrated yet (`counterpart migrate start`); the counts are of what was told since',
  HISTORY_INCOMPLETE:
    'not known: the migration could not see everything that lay in Clio before, or some of it was being uploaded (`counterpart migrate status`); give the connected user the right to see it, then run `counterpart migrate start` again',
  COUNTS_BEHIND: 'not known yet: the counts are being brought up to date',
  ROUTER_BEHIND:
    'not known yet: the router has not decided on everything that changed in Clio; where this stays so, see that it runs, and look at its failed work (`counterpart parked list`)',
};

/** As of when it is in sync, or why that is not known. */
export const asOfWords = (told: Pick<ToldStanding, 'inSyncAsOf' | 'unknownBecause'>): string =>
  told.inSyncAsOf ?? UNKNOWN_WORDS[told.unknownBecause ?? 'NO_SWEEP'];

const heldBackRows = ({ lastSweep }: ToldStanding): readonly Row[] =>
  [
    [
      'hidden from the connected user',
      lastSweep?.hidden ?? 0,
      'give the right back: asked for by every sweep',
    ],
    ['being uploaded in Clio', lastSweep?.uploading ?? 0, 'told when it is over'],
  ].flatMap(([what, count, words]) => (count === 0 ? [] : [[`${what}`, `${count}: ${words}`]]));

const driftWords = ({ changed, oldest }: ToldStanding['drift']): string =>
  oldest === null ? '0' : `${changed}, the oldest found ${oldest.toISOString()}`;

/** What the reasons of given-up documents mean and what mends them, each once. */
export function remediesOf({ unsynced }: ToldStanding): readonly string[] {
  const codes = new Set(unsynced.flatMap(({ reason }) => (isFailure(reason) ? [reason] : [])));
  return [...codes].map((code) => `${code}: ${FAILURES[code].meaning} ${FAILURES[code].remedy}`);
}

const isFailure = (reason: string | null): reason is FailureCode =>
  reason !== null && Object.hasOwn(FAILURES, reason);
