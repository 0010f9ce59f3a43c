import type { FirmId } from '@counterpart/contracts';
import type { HistoryLists } from '../src/migrate-history/migrate-history.ports.js';

/** Lists of which the place behind the first page is refused so often. */
export const refusedPlace =
  (times: number) =>
  (lists: HistoryLists): HistoryLists => {
    let refusals = 0;
    const page = (after: string | null) => {
      const isAnew = after !== null && refusals < times;
      if (isAnew) refusals += 1;
      const isFirst = after === null || isAnew;
      return Promise.resolve({ records: [], hidden: 1, next: isFirst ? 'place' : null, isAnew });
    };
    return Object.assign(Object.create(lists) as HistoryLists, {
      matters: (_: FirmId, after: string | null) => page(after),
      documents: (_: FirmId, after: string | null) => page(after),
    });
  };
