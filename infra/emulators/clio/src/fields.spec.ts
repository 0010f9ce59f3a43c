import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ApiError } from './api-error.js';
import { many, one, parseFields, show, type Shape } from './fields.js';

interface Page {
  id: number;
  title: string;
}
interface Book {
  id: number;
  pages: Page[];
  cover: Page | null;
}

const PAGE: Shape<Page> = {
  name: 'Page',
  defaults: ['id'],
  values: { id: (page) => page.id, title: (page) => page.title },
  relations: {
    neighbour: one(
      () => PAGE,
      (page) => page,
    ),
  },
};
const BOOK: Shape<Book> = {
  name: 'Book',
  defaults: ['id'],
  values: { id: (book) => book.id },
  relations: {
    pages: many(
      () => PAGE,
      (book) => book.pages,
    ),
    cover: one(
      () => PAGE,
      (book) => book.cover,
    ),
  },
};
const BOOK_RECORD: Book = { id: 1, pages: [{ id: 2, title: 'One' }], cover: null };

function shown(fields: string | null): unknown {
  return show(BOOK, BOOK_RECORD, parseFields(fields, BOOK));
}

function refusal(fields: string): unknown {
  try {
    parseFields(fields, BOOK);
  } catch (error) {
    return error instanceof ApiError ? [error.status, error.code] : error;
  }
  return null;
}

describe('fields', () => {
  it('shows the defaults when nothing is asked', () => {
    expect(shown(null)).toEqual({ id: 1 });
    expect(shown('')).toEqual({ id: 1 });
  });

  it('shows exactly what is asked, in that order', () => {
    expect(shown('pages{title,id},id')).toEqual({ pages: [{ title: 'One', id: 2 }], id: 1 });
  });

  it('shows the defaults of a relation without braces, at both levels', () => {
    expect(shown('pages')).toEqual({ pages: [{ id: 2 }] });
    expect(shown('pages{neighbour}')).toEqual({ pages: [{ neighbour: { id: 2 } }] });
  });

  it('shows null for a relation that leads nowhere', () => {
    expect(shown('cover{id,title}')).toEqual({ cover: null });
  });

  it.each([
    'pages{neighbour{id}}',
    'nonsense',
    'pages{nonsense}',
    'id{id}',
    'pages{id',
    'pages}',
    'id,,id',
    'pages{}',
  ])('refuses %s as InvalidFields', (fields) => {
    expect(refusal(fields)).toEqual([400, 'InvalidFields']);
  });

  it('says why a second level is refused', () => {
    expect(() => parseFields('pages{neighbour{id}}', BOOK)).toThrow('one level deep');
  });

  it('either shows or refuses any text, and never breaks', () => {
    const piece = fc.constantFrom(
      'id',
      'pages',
      'cover',
      'title',
      '{',
      '}',
      ',',
      ' ',
      'constructor',
      '__proto__',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const outcome = refusal(pieces.join(''));
        expect(outcome === null || JSON.stringify(outcome) === '[400,"InvalidFields"]').toBe(true);
        if (outcome === null) shown(pieces.join(''));
      }),
    );
  });
});
