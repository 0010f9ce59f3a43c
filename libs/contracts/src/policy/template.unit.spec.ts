import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate } from './template.js';
import { FILTERS, MATTER_FIELDS } from './template-vocabulary.js';

const parse = (text: string) => parseTemplate(text, MATTER_FIELDS);
const fault = (text: string) => {
  const parsed = parse(text);
  return parsed.ok ? 'understood' : `${parsed.fault.column}: ${parsed.fault.message}`;
};

describe('parseTemplate', () => {
  it('reads words, fields, filters and folders', () => {
    expect(
      parse('/Clients/{Client|first|upper}/{OpenDate|date:YYYY-MM}-{Custom:Court of record|default:None}'),
    ).toEqual({
      ok: true,
      template: {
        absolute: true,
        components: [
          [{ kind: 'text', text: 'Clients' }],
          [
            {
              kind: 'field',
              field: 'Client',
              custom: null,
              source: '{Client|first|upper}',
              filters: [
                { name: 'first', argument: null },
                { name: 'upper', argument: null },
              ],
            },
          ],
          [
            {
              kind: 'field',
              field: 'OpenDate',
              custom: null,
              source: '{OpenDate|date:YYYY-MM}',
              filters: [{ name: 'date', argument: 'YYYY-MM' }],
            },
            { kind: 'text', text: '-' },
            {
              kind: 'field',
              field: 'Custom',
              custom: 'Court of record',
              source: '{Custom:Court of record|default:None}',
              filters: [{ name: 'default', argument: 'None' }],
            },
          ],
        ],
      },
    });
  });

  it('takes doubled braces for braces', () => {
    expect(parse('{{{MatterNumber}}}')).toMatchObject({
      template: { components: [[{ text: '{' }, { field: 'MatterNumber' }, { text: '}' }]] },
    });
  });

  it.each([
    ['', '1: is empty'],
    ['{Matter', '1: opens a brace that is never closed'],
    ['No {Matter {Client}', '4: opens a brace that is never closed'],
    ['a}b', '2: closes a brace that was never opened; write }} for the character itself'],
    ['{MatterNumber}-{client}', '17: there is no field {client}; it is written {Client}'],
    ['a//b', '3: names a folder without a name'],
    ['a/', '3: names a folder without a name'],
    ['{Client|loud}', `9: there is no filter loud; there are ${Object.keys(FILTERS).join(', ')}`],
    ['{Client|}', `9: there is no filter without a name; there are ${Object.keys(FILTERS).join(', ')}`],
    ['{Client|upper:x}', '9: upper takes no argument'],
    ['{Client|max}', '9: max needs an argument: max:…'],
    ['{Client|first:0}', '15: first takes a whole number from 1 to 99'],
    ['{Client|lower|date:YYYY}', '15: date fits dates only'],
    ['{OpenDate|date:YYYY/MM}', '16: date takes YYYY, YY, MM and DD, joined by “-”, “.”, “_” or a blank'],
    ['{OpenDate|upper|date:YYYY}', '17: date fits dates only'],
    ['{Custom:}', '2: Custom needs the name of a custom field: {Custom:Court}'],
    ['{Client}: {MatterNumber}', '9: ":" cannot stand in a name'],
  ])('points at the column of what it cannot read in %j', (text, expected) => {
    expect(fault(text)).toBe(expected);
  });

  it('names every field there is when one is unknown', () => {
    for (const field of Object.keys(MATTER_FIELDS)) expect(fault('{Nonsense}')).toContain(`{${field}}`);
  });

  it('does not take a member of every object for a field', () => {
    expect(fault('{constructor}')).toMatch(/^2: there is no field/);
    expect(fault('{Client|toString}')).toMatch(/^9: there is no filter/);
  });

  it('answers to every text, and points into it', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '{{',
      '/',
      '|',
      ':',
      'Client',
      '{Client}',
      'date:',
      'x',
      '\u0000',
      '👩‍⚖️',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const parsed = parse(text);
        if (parsed.ok) return;
        expect(parsed.fault.column).toBeGreaterThanOrEqual(1);
        expect(parsed.fault.column).toBeLessThanOrEqual(text.length + 1);
      }),
    );
  });

  it('gives back what was written, part by part', () => {
    const field = fc.constantFrom(
      '{Client}',
      '{MatterNumber|slug}',
      '{OpenDate|date:YYYY}',
      '{Custom:A b}',
      'text',
      ' & ',
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
        (folders) => {
          const text = folders.map((parts) => parts.join('')).join('/');
          const parsed = parse(text);
          if (!parsed.ok) throw new Error(parsed.fault.message);
          const written = parsed.template.components.map((parts) =>
            parts.map((part) => (part.kind === 'text' ? part.text : part.source)).join(''),
          );
          expect(written.join('/')).toBe(text);
        },
      ),
    );
  });
});
