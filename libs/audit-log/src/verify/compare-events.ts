import { FILES, linesOf } from '../export/export-files.js';
import type { ProofLine } from '../export/proof-lines.js';
import { leafHash } from '../merkle/hashes.js';
import { textAt } from '../story/member.js';
import { textOf } from './check-checkpoint.js';
import type { Findings } from './findings.js';

/** One line of the events file. */
interface Line {
  readonly bytes: Buffer;
  readonly hash: string;
  /** From 1. */
  readonly number: number;
}

/**
 * Compares the events with the proven index and says what happened to them: left alone, altered, re-dated, dropped,
 * added, swapped or cut off.
 * @returns the events’ bytes in the index’s order where nothing is wrong
 */
export function compareEvents(
  file: Buffer,
  index: readonly ProofLine[],
  findings: Findings,
): readonly Buffer[] | undefined {
  const { lines, cut } = linesOf(file);
  const have = lines.map((bytes, place) => lineOf(bytes, place + 1));
  const want = index.map(({ hash }) => hash.toString('hex'));
  if (cut.length > 0 || isHead(have, want)) {
    const message = `${have.length} whole events of ${want.length}: the end of the file is missing`;
    findings.add('EVENTS_TRUNCATED', FILES.events, message);
    return undefined;
  }
  if (have.length === want.length && have.every(({ hash }, place) => hash === want[place])) {
    return lines;
  }
  const extra = without(have, want, ({ hash }) => hash);
  const gone = without(
    index,
    have,
    ({ hash }) => hash.toString('hex'),
    ({ hash }) => hash,
  );
  tell(extra, gone, findings);
  return undefined;
}

const lineOf = (bytes: Buffer, number: number): Line => ({
  bytes,
  hash: leafHash(bytes).toString('hex'),
  number,
});

/** A beginning of what there should be, and shorter. */
const isHead = (have: readonly Line[], want: readonly string[]): boolean =>
  have.length < want.length && have.every(({ hash }, place) => hash === want[place]);

function without<Item, Other>(
  items: readonly Item[],
  others: readonly Other[],
  keyOf: (item: Item) => string,
  otherKeyOf: (other: Other) => string = String,
): Item[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(otherKeyOf(other), (left.get(otherKeyOf(other)) ?? 0) + 1);
  return items.filter((item) => {
    const count = left.get(keyOf(item)) ?? 0;
    if (count > 0) left.set(keyOf(item), count - 1);
    return count === 0;
  });
}

/** Lines that the index does not know, beside lines of the index that no event fits. */
function tell(extra: readonly Line[], gone: readonly ProofLine[], findings: Findings): void {
  if (extra.length === 0 && gone.length === 0) {
    findings.add('EVENTS_SWAPPED', FILES.events, 'the events stand in another order than in the log');
    return;
  }
  const waiting = [...gone];
  for (const line of extra) tellExtra(line, waiting, findings);
  for (const { id, leaf } of waiting) {
    findings.add('EVENT_DROPPED', FILES.events, `event ${id} (leaf ${leaf}) is not there`);
  }
}

/** A line of a known id is that event, altered; so is the one line where one is missing. Else it was added. */
function tellExtra({ bytes, number }: Line, waiting: ProofLine[], findings: Findings): void {
  const { id, time } = labelsOf(bytes);
  const place = waiting.findIndex((proof) => proof.id === id);
  const at = place === -1 && waiting.length === 1 ? 0 : place;
  const [proof] = at === -1 ? [] : waiting.splice(at, 1);
  if (proof === undefined) {
    findings.add('EVENT_ADDED', FILES.events, `event ${id ?? '(unreadable)'} is not in the index`, number);
    return;
  }
  const isRedated = time !== null && time !== proof.time;
  const message = isRedated
    ? `event ${proof.id} says ${time}; the export’s index says ${proof.time}`
    : `event ${proof.id} is not what the log holds at leaf ${proof.leaf}`;
  findings.add(isRedated ? 'EVENT_REDATED' : 'EVENT_ALTERED', FILES.events, message, number);
}

function labelsOf(bytes: Buffer): { readonly id: string | null; readonly time: string | null } {
  try {
    const value: unknown = JSON.parse(textOf(bytes) ?? '');
    return { id: textAt(value, 'id'), time: textAt(value, 'time') };
  } catch {
    return { id: null, time: null };
  }
}
