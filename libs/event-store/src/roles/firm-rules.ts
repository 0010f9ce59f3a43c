import type { FirmId } from '@counterpart/contracts';

/**
 * What `counterpart.firm` says in a transaction that works for all firms. It is no firm’s id, and only the roles that a
 * table’s rules name reach anything by it; to all others no row is there.
 */
export const EVERY_FIRM = '*';

/** Whose rows are there in tables that keep firms apart: a firm’s, some firms’, all firms’ (`*`), or none’s (null). */
export type Named = FirmId | readonly FirmId[] | typeof EVERY_FIRM | null;

/** `counterpart.firm` as it is set; a firm’s id holds no comma. */
export const namesOf = (named: Named): string =>
  named === null ? '' : [...new Set([named].flat())].join(',');

/** Tables that hold what is of firms and are not kept apart by rules about rows, and why. */
export const NOT_APART: Readonly<Record<string, string>> = {
  'eventing.parked':
    'a consumer tries again what is due, whosever it is; it holds no firm but in the record’s key',
  'budgets.call_ledgers': 'counts of calls by the name of a budget; nothing of a firm’s files',
};
