import { holdBack, type CarriedRecord, type HeldRecord } from '../detection/held-back.js';
import { earliest, sinceOf, throughOf } from '../detection/sweep-window.js';
import type { Swept } from './reconcile-records.ports.js';

export type List = HeldRecord['list'];

/** From where on a list is asked. */
interface Window {
  /** How far the sweep before came. */
  readonly from: string;
  /** The same with overlap. */
  readonly overlapping: string;
  /** From where on Clio is asked: further back where all of the list is read anew. */
  readonly since: string;
}

export type Windows = Readonly<Record<List, Window>>;

/** What one list came to. */
export interface Tally {
  seen: number;
  /** Records that it named and did not show whole. */
  hidden: number;
  told: number;
  newest: string | null;
}

/** A sweep that has seen all of its lists. */
export interface SeenSweep {
  readonly startedAt: string;
  readonly windows: Windows;
  readonly tallies: Readonly<Record<List, Tally>>;
  /** What cannot be told. */
  readonly held: readonly HeldRecord[];
  /** The sweep before; undefined where there was none. */
  readonly last: Swept | undefined;
  /** What that one could not tell. */
  readonly carried: readonly CarriedRecord[];
  /** Whether documents are known that a list of this window has. */
  readonly knowsDocuments: boolean;
}

/** Before any matter: all of them are asked for. */
const BEGINNING = '1970-01-01T00:00:00.000Z';

/** From where on a sweep asks, given the one before. */
export function windowsOf(
  last: Swept | undefined,
  { startedAt, overlapMs, readsAnew }: { startedAt: string; overlapMs: number; readsAnew: boolean },
): Windows {
  const windowOf = (list: List): Window => {
    const from = reachedBy(last, list) ?? startedAt;
    const overlapping = sinceOf(from, overlapMs);
    return { from, overlapping, since: list === 'matters' && readsAnew ? BEGINNING : overlapping };
  };
  return { matters: windowOf('matters'), contacts: windowOf('contacts'), documents: windowOf('documents') };
}

/** How far a sweep came; what an earlier version told may lie beyond its own beginning. */
const reachedBy = (sweep: Swept | undefined, list: List): string | undefined =>
  sweep && earliest([sweep.startedAt, sweep[list]?.through ?? sweep.startedAt]);

/**
 * Pure: what a sweep tells of itself.
 * @param toldLast facts of documents that its last part tells
 */
export function summaryOf(
  { startedAt, windows, tallies, held, last, carried: before, knowsDocuments }: SeenSweep,
  toldLast: number,
): Swept {
  const since = (list: List): string => windows[list].overlapping;
  const { carried, left, toldUpTo } = holdBack({ held, before, since, startedAt });
  const partOf = (list: List, more = 0): Swept['documents'] => {
    const { newest, seen, told } = tallies[list];
    const heldBack = left.flatMap((one) => (one.list === list ? [one.changedAt] : []));
    const through = throughOf(windows[list].from, { newest, heldBack }, startedAt);
    return { since: windows[list].since, through, seen, told: told + more };
  };
  const isBlank = isBlankOf(tallies);
  const wereShown = knowsDocuments || (last?.documentsShown ?? false);
  return {
    startedAt,
    // Asked with overlap, Clio shows at least the newest change of before again. A list that shows nothing at all then may be what a lost
    // right looks like, and so may the next one. What was claimed before still holds.
    toldUpTo: isBlank && wereShown ? earliest([toldUpTo, last?.toldUpTo ?? toldUpTo]) : toldUpTo,
    heldBack: { ...countsOf([...carried, ...left]), carried: [...carried] },
    matters: partOf('matters'),
    contacts: partOf('contacts'),
    documents: partOf('documents', toldLast),
    documentsShown: wereShown || !isBlank,
  };
}

/** A list of documents that names none. */
export const isBlankOf = ({ documents }: SeenSweep['tallies']): boolean =>
  documents.seen + documents.hidden === 0;

/** How much of what could not be told is hidden, and how much is being uploaded. */
function countsOf(held: readonly Pick<HeldRecord, 'why'>[]) {
  const hidden = held.filter(({ why }) => why === 'hidden').length;
  return { hidden, uploading: held.length - hidden };
}
