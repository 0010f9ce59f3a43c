import {
  wordKey,
  type DocumentSnapshot,
  type MatterSnapshot,
  type Policy,
  type Reason,
} from '@counterpart/contracts';
import { matterType } from './matter-values.js';

type Choice = Policy['filters']['practiceAreas'];

/** The first filter that leaves a matter out, with all of its documents; null where none does. */
export function matterFilter(policy: Policy, matter: MatterSnapshot): Reason | null {
  const { filters } = policy;
  return (
    statusFilter(filters.statuses, matter.status) ??
    choose('filters.practiceAreas', filters.practiceAreas, matter.practiceArea?.name ?? null) ??
    choose('filters.matterTypes', filters.matterTypes, matterType(policy, matter)) ??
    choose(
      'filters.responsibleAttorneys',
      filters.responsibleAttorneys,
      matter.responsibleAttorney?.name ?? null,
    )
  );
}

/** The first filter that leaves a document out; null where none does. */
export function documentFilter(policy: Policy, document: DocumentSnapshot): Reason | null {
  const { filters } = policy;
  return (
    choose('filters.categories', filters.categories, document.category?.name ?? null) ??
    sizeFilter(filters, document.version.size)
  );
}

function statusFilter(
  statuses: Policy['filters']['statuses'],
  status: MatterSnapshot['status'],
): Reason | null {
  return statuses.includes(status) ? null : { rule: 'filters.statuses', on: status, gives: 'left out' };
}

function choose(rule: string, { only, except }: Choice, value: string | null): Reason | null {
  if (only.length === 0 && except.length === 0) return null;
  const key = value === null ? null : wordKey(value);
  const names = (list: readonly string[]): boolean =>
    key !== null && list.some((name) => wordKey(name) === key);
  if (only.length > 0 && !names(only)) return { rule: `${rule}.only`, on: value, gives: 'left out' };
  return names(except) ? { rule: `${rule}.except`, on: value, gives: 'left out' } : null;
}

function sizeFilter({ minBytes, maxBytes }: Policy['filters'], size: number): Reason | null {
  const on = `${size} bytes`;
  if (size < minBytes) return { rule: 'filters.minBytes', on, gives: 'left out' };
  return maxBytes !== null && size > maxBytes ? { rule: 'filters.maxBytes', on, gives: 'left out' } : null;
}
