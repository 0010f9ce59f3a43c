import { expect, it } from 'vitest';
import type { HeldRecord } from '../detection/held-back.js';
import type { Swept } from './reconcile-records.ports.js';
import { summaryOf, windowsOf, type Tally } from './sweep-summary.js';

const HOUR = 3_600_000;
const BEGUN = Date.parse('2026-05-01T12:00:00Z');
const NONE: Tally = { seen: 0, hidden: 0, told: 0, newest: null };
const hourly = (hours: number): string => new Date(BEGUN + hours * HOUR).toISOString();

/** A firm’s sweeps, one after the other. */
class Sweeps {
  last: Swept | undefined;

  /** @param documents what the list of documents shows */
  sweep(
    hours: number,
    documents: Partial<Tally>,
    held: readonly HeldRecord[] = [],
    knowsDocuments = false,
  ): Swept {
    const startedAt = hourly(hours);
    const { last } = this;
    const windows = windowsOf(last, { startedAt, overlapMs: HOUR / 4, readsAnew: false });
    const tallies = { matters: NONE, contacts: NONE, documents: { ...NONE, ...documents } };
    const carried = last?.heldBack?.carried ?? [];
    this.last = summaryOf({ startedAt, windows, tallies, held, last, carried, knowsDocuments }, 0);
    return this.last;
  }
}

const heldSince = (hours: number, why: HeldRecord['why']): HeldRecord => ({
  list: why === 'hidden' ? 'matters' : 'documents',
  id: '1',
  changedAt: hourly(hours),
  why,
});

it('an upload that is waited for no more lets no claim go beyond a list that shows nothing', () => {
  const sweeps = new Sweeps();
  const upload = [heldSince(0, 'uploading')];
  expect(sweeps.sweep(1, { seen: 1, newest: hourly(1) }, upload).toldUpTo).toBe(hourly(0));
  for (const hours of [2, 73, 74]) expect(sweeps.sweep(hours, {}, upload).toldUpTo).toBe(hourly(0));
  expect(sweeps.sweep(75, { seen: 1, newest: hourly(75) }, upload).toldUpTo).toBe(hourly(75));
});

it('a matter that may be seen again lets no claim go beyond a list that shows nothing', () => {
  const sweeps = new Sweeps();
  const hidden = [heldSince(0, 'hidden')];
  sweeps.sweep(1, { seen: 1, newest: hourly(1) }, hidden);
  sweeps.sweep(2, {}, hidden);
  for (const hours of [3, 4]) expect(sweeps.sweep(hours, {}).toldUpTo).toBe(hourly(0));
});

it('a list that shows nothing claims nothing after one that showed hidden documents alone', () => {
  const sweeps = new Sweeps();
  sweeps.sweep(1, { hidden: 1 }, [{ list: 'documents', id: '1', changedAt: hourly(0), why: 'hidden' }]);
  for (const hours of [2, 3]) expect(sweeps.sweep(hours, {}).toldUpTo).toBe(hourly(0));
});

it('a list that shows nothing claims nothing where webhooks told what it should show', () => {
  const sweeps = new Sweeps();
  expect(sweeps.sweep(1, {}).toldUpTo).toBe(hourly(1));
  expect(sweeps.sweep(2, {}, [], true).toldUpTo).toBe(hourly(1));
  expect(sweeps.sweep(3, {}).toldUpTo).toBe(hourly(1));
  expect(sweeps.sweep(4, { seen: 1, newest: hourly(4) }).toldUpTo).toBe(hourly(4));
});

it('a hidden matter holds up the claim of a firm without documents only while it is hidden', () => {
  const sweeps = new Sweeps();
  expect(sweeps.sweep(1, {}, [heldSince(0, 'hidden')]).toldUpTo).toBe(hourly(0));
  expect(sweeps.sweep(2, {}).toldUpTo).toBe(hourly(2));
});
