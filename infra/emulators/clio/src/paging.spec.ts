import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ApiError } from './api-error.js';
import { pageOf, type Page } from './paging.js';
import type { Entry } from './state/records.js';

const ORDERS = { id: (entry: Entry) => entry.id, updated_at: (entry: Entry) => entry.updatedAt };

function entries(count: number): Entry[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index * 3 + 1,
    etag: `"${index}"`,
    createdAt: 0,
    updatedAt: count - index,
  }));
}

function walk(all: Entry[], query: string): { ids: number[]; pages: number; refused: number | null } {
  const ids: number[] = [];
  let url: URL | null = new URL(`http://firm.invalid/api/v4/documents.json?${query}`);
  let pages = 0;
  try {
    while (url !== null && pages < 1000) {
      const page: Page<Entry> = pageOf(all, url.searchParams, ORDERS, url);
      ids.push(...page.records.map((entry) => entry.id));
      pages += 1;
      const next: string | undefined = (page.meta['paging'] as Record<string, string>)['next'];
      url = next === undefined ? null : new URL(next);
    }
  } catch (error) {
    if (error instanceof ApiError) return { ids, pages, refused: error.status };
    throw error;
  }
  return { ids, pages, refused: null };
}

describe('paging', () => {
  it('gives every record once and in order by cursor, whatever the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 200 }), (count, limit) => {
        const all = entries(count);
        const { ids, pages } = walk(all, `order=id(asc)&limit=${limit}`);
        expect(ids).toEqual(all.map((entry) => entry.id));
        expect(pages).toBe(Math.max(1, Math.ceil(count / limit)));
      }),
    );
  });

  it('goes past ten thousand records by cursor only', () => {
    const all = entries(10_300);
    expect(walk(all, 'order=id(asc)').ids).toHaveLength(10_300);
    expect(walk(all, 'order=updated_at(asc)')).toMatchObject({ refused: 422 });
    expect(walk(all, '')).toMatchObject({ refused: 422 });
    expect(walk(all, 'order=updated_at(asc)').ids).toHaveLength(10_000);
  });

  it('does not lose records that follow one deleted between two pages', () => {
    const all = entries(10);
    const url = new URL('http://firm.invalid/x?order=id(asc)&limit=4');
    const first = pageOf(all, url.searchParams, ORDERS, url);
    const next = new URL((first.meta['paging'] as Record<string, string>)['next'] ?? '');
    const second = pageOf(all.slice(2), next.searchParams, ORDERS, next);
    expect(second.records.map((entry) => entry.id)).toEqual(all.slice(4, 8).map((entry) => entry.id));
  });

  it('orders as asked', () => {
    const all = entries(5);
    expect(walk(all, 'order=updated_at(asc)').ids).toEqual(all.map((entry) => entry.id).reverse());
    expect(walk(all, 'order=updated_at(desc)').ids).toEqual(all.map((entry) => entry.id));
  });

  it.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'order=size(asc)',
    'order=id',
    'page_token=nonsense',
    'offset=-1&limit=1',
  ])('refuses %s as an invalid argument', (query) => {
    expect(walk(entries(1), query)).toMatchObject({ refused: 400 });
  });
});
