/** A list that a client walks through in pages. */
export interface Paging {
  /** Which list it is, so that a cursor of another is refused. */
  readonly list: string;
  readonly from: number;
  readonly limit: number;
  /** What else the list depends on. */
  readonly about: string;
}

/** Opaque to clients. */
export const cursorOf = (paging: Paging): string =>
  `AA${Buffer.from(JSON.stringify(paging)).toString('base64url')}`;

/** @returns undefined for a cursor that is none of this list */
export function pagingOf(cursor: string, list: string): Paging | undefined {
  try {
    const paging = JSON.parse(Buffer.from(cursor.slice(2), 'base64url').toString()) as Partial<Paging>;
    const { from, limit, about } = paging;
    if (paging.list !== list || typeof from !== 'number' || typeof limit !== 'number') return undefined;
    return { list, from, limit, about: typeof about === 'string' ? about : '' };
  } catch {
    return undefined;
  }
}

/** One page of a list, and where the next begins. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
  readonly next: string;
}

export function pageOf<T>(all: readonly T[], paging: Paging): Page<T> {
  const items = all.slice(paging.from, paging.from + paging.limit);
  const from = paging.from + items.length;
  return { items, hasMore: from < all.length, next: cursorOf({ ...paging, from }) };
}
