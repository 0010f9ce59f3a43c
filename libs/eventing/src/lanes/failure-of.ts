import type { Failure } from '../parking/parking-lot.js';
import { nextTry, scheduleOf } from '../parking/retry-schedule.js';
import type { ConsumerTable } from '../subscription.js';
import type { Verdict } from '../verdict.js';

/** What was known of failing work before it was tried. */
export type Before = Pick<Failure, 'tries' | 'firstFailedAt'>;

/** By what a failure is judged. */
interface Judging {
  readonly table: Pick<ConsumerTable, 'retryMinutes' | 'probeMinutes'>;
  readonly now: Date;
  /** 0..1, from outside. */
  readonly chance: number;
}

/** What becomes of work that failed, and when it is tried again. */
export function failureOf(verdict: Verdict, before: Before, { table, now, chance }: Judging): Failure {
  const times = { firstFailedAt: before.firstFailedAt, lastFailedAt: now };
  const at = (afterMs: number): Date => new Date(now.getTime() + afterMs);
  switch (verdict.kind) {
    case 'disconnected':
    case 'full': {
      // It counts as no try: it has not been tried. What waits for space is told by that from what does not fit by itself.
      const tries = verdict.kind === 'full' ? 0 : before.tries;
      const dueAt = at(table.probeMinutes * 60_000);
      return { state: 'waiting', tries, code: verdict.code, dueAt, ...times };
    }
    case 'retry': {
      const tries = before.tries + 1;
      const afterMs = waitOf(verdict, tries, { table, chance });
      const state = afterMs === undefined ? 'dead' : 'waiting';
      return { state, tries, code: verdict.code, dueAt: at(afterMs ?? 0), ...times };
    }
    case 'dead':
      return { state: 'dead', tries: before.tries + 1, code: verdict.code, dueAt: now, ...times };
    default:
      throw new TypeError(`${verdict.kind} is no failure`);
  }
}

/** @returns undefined where no try is left */
function waitOf(
  verdict: Extract<Verdict, { readonly kind: 'retry' }>,
  tries: number,
  { table, chance }: Pick<Judging, 'table' | 'chance'>,
): number | undefined {
  const schedule = scheduleOf(verdict.code, table.retryMinutes);
  return verdict.inMs ?? nextTry(schedule, tries, chance, verdict.afterMs)?.afterMs;
}
