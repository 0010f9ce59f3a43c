import type { FirmId } from '@counterpart/contracts';
import { EVERY_FIRM } from '@counterpart/eventing';

export { EVERY_FIRM };

/** Whose rows are there in tables that keep firms apart: a firm’s, some firms’, all firms’ (`*`), or none’s (null). */
export type Named = FirmId | readonly FirmId[] | typeof EVERY_FIRM | null;

/** `counterpart.firm` as it is set; a firm’s id holds no comma. */
export const namesOf = (named: Named): string =>
  named === null ? '' : [...new Set([named].flat())].join(',');

/** Tables that hold what is of firms and are not kept apart by rules about rows, and why. */
export const NOT_APART: Readonly<Record<string, string>> = {
  'budgets.call_ledgers': 'counts of calls by the name of a budget; nothing of a firm’s files',
};
