import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../src/export/csv.js';

/** RFC 4180 §2, read as plainly as it is written. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r\n|$)/gy;
  for (
    let found = cell.exec(text);
    found !== null && cell.lastIndex <= text.length;
    found = cell.exec(text)
  ) {
    rows.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '\r\n') rows.push([]);
    if (cell.lastIndex === text.length) break;
  }
  return rows.slice(0, -1);
}

describe('a table as CSV (RFC 4180)', () => {
  it('gives back every text, whatever is in it; what a spreadsheet would run is held by an apostrophe', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), (rows) => {
        const read = readCsv(csvOf(['one', 'two'], rows).toString('utf8').slice(1));
        const expected = rows.map((row) =>
          row.map((cell) => (/^[=+\-@\t\r\n＝＋－＠]/u.test(cell) ? `'${cell}` : cell)),
        );
        expect(read).toEqual([['one', 'two'], ...expected]);
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1'])('never runs %j', (formula) => {
    expect(csvOf(['name'], [[formula]]).toString('utf8')).toBe(`\ufeff"name"\r\n"'${formula}"\r\n`);
  });
});
