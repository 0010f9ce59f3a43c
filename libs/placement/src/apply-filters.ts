import type { AppliedFilter } from '@counterpart/contracts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const DAY = /^(\d{4})-(\d{2})-(\d{2})/;

/** Applies a field’s filters in their order; an empty text stands for no value. */
export function applyFilters(value: string, filters: readonly AppliedFilter[]): string {
  return filters.reduce((text, filter) => applyFilter(text, filter), value);
}

function applyFilter(text: string, { name, argument }: AppliedFilter): string {
  switch (name) {
    case 'upper':
      return text.toUpperCase();
    case 'lower':
      return text.toLowerCase();
    case 'slug':
      return slug(text);
    case 'first':
      return [...lettersAndDigits(text)].slice(0, Number(argument ?? 1)).join('');
    case 'max':
      return [...graphemesOf(text)].slice(0, Number(argument)).join('').trimEnd();
    case 'pad':
      return text === '' ? '' : text.padStart(Number(argument), '0');
    case 'default':
      return text.trim() === '' ? (argument ?? '') : text;
    case 'date':
      return dated(text, argument ?? '');
  }
}

const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}|['’]/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');

function* graphemesOf(text: string): Generator<string, void> {
  for (const { segment } of graphemes.segment(text)) yield segment;
}

function* lettersAndDigits(text: string): Generator<string, void> {
  for (const segment of graphemesOf(text)) if (LETTER_OR_DIGIT.test(segment)) yield segment;
}

/** A text that is no date stays as it is: a custom field may hold anything. */
function dated(text: string, layout: string): string {
  const day = DAY.exec(text);
  if (day === null) return text;
  const [, year = '', month = '', date = ''] = day;
  return layout
    .replaceAll('YYYY', year)
    .replaceAll('YY', year.slice(2))
    .replaceAll('MM', month)
    .replaceAll('DD', date);
}
