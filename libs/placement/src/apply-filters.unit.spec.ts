import { describe, expect, it } from 'vitest';
import { MATTER_FIELDS, parseTemplate } from '@counterpart/contracts';
import { applyFilters } from './apply-filters.js';

function filtered(value: string, filters: string): string {
  const parsed = parseTemplate(`{OpenDate|${filters}}`, MATTER_FIELDS);
  const part = parsed.ok ? parsed.template.components[0]?.[0] : undefined;
  if (part?.kind !== 'field') throw new Error(`not a field with filters: ${filters}`);
  return applyFilters(value, part.filters);
}

describe('applyFilters', () => {
  it.each([
    ['Straße', 'upper', 'STRASSE'],
    ['ΣΊΣΥΦΟΣ', 'lower', 'σίσυφος'],
    ['O’Brien & Söhne GmbH', 'slug', 'obrien-sohne-gmbh'],
    ['Straße 7', 'slug', 'strasse-7'],
    ['כהן ושות׳', 'slug', 'כהן-ושות'],
    ['“Quoted”', 'first', 'Q'],
    ['E\u0301mile', 'first', 'E\u0301'],
    ['3M Company', 'first:3', '3MC'],
    ['👩‍⚖️👩‍⚖️👩‍⚖️', 'max:2', '👩‍⚖️👩‍⚖️'],
    ['Reyes and Sons', 'max:6', 'Reyes'],
    ['42', 'pad:5', '00042'],
    ['', 'pad:5', ''],
    ['', 'default:None', 'None'],
    ['x', 'default:None', 'x'],
    ['2026-01-05', 'date:YYYY-MM', '2026-01'],
    ['2026-01-05', 'date:DD.MM.YY', '05.01.26'],
    ['soon', 'date:YYYY', 'soon'],
    ['2026-01-05', 'date:YYYY|default:x|upper', '2026'],
  ])('%j through %s is %j', (value, filters, expected) => {
    expect(filtered(value, filters)).toBe(expected);
  });
});
