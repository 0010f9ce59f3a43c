import type { LiveDocument, LiveMatter } from '../live/firm-view.js';

/** Decimal ids in the order of their numbers. */
const byId = (one: string, other: string): number => one.length - other.length || (one < other ? -1 : 1);
export const byMatterId = (one: LiveMatter, other: LiveMatter): number =>
  byId(one.snapshot.id, other.snapshot.id);

/** Documents with plain names choose first, so that they keep them; then by id. */
export const byTurn = (one: LiveDocument, other: LiveDocument): number =>
  Number(one.placement?.disambiguated ?? true) - Number(other.placement?.disambiguated ?? true) ||
  byId(one.snapshot.id, other.snapshot.id);
