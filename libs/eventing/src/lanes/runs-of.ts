import type { SubscriptionRow } from '../subscription.js';
import type { WorkItem } from './work-item.js';

/** Which row of the table answers an item; undefined where none does. */
type RowOf = (item: WorkItem) => SubscriptionRow | undefined;

/**
 * Consecutive items of one batch row go together, everything else one by one. An event that the relay sent twice
 * begins a new batch: the handler then finds what it did the first time. So does a partition that was lost and came back: what
 * was taken in before is not worked any more, what came again is.
 */
export function* runsOf(items: readonly WorkItem[], rowOf: RowOf): Generator<readonly WorkItem[]> {
  let run: WorkItem[] = [];
  const ids = new Set<string>();
  for (const item of items) {
    if (run.length > 0 && !joins(run, ids, item, rowOf)) {
      yield run;
      run = [];
      ids.clear();
    }
    run.push(item);
    if (item.event !== null) ids.add(item.event.id);
  }
  if (run.length > 0) yield run;
}

function joins(run: readonly WorkItem[], ids: ReadonlySet<string>, item: WorkItem, rowOf: RowOf): boolean {
  const [first] = run;
  const row = rowOf(item);
  if (first === undefined || rowOf(first) !== row || first.partition !== item.partition) return false;
  return run.length < (row?.batch ?? 1) && !ids.has(item.event?.id ?? '');
}
