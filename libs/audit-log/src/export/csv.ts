/** A cell of a spreadsheet. */
export type Cell = string | number | null;

/** What a spreadsheet would run as a formula. @see https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/u;

/**
 * A table as CSV: every text quoted, CRLF, UTF-8 with its mark so that Excel reads umlauts. A text that a spreadsheet
 * would run as a formula gets an apostrophe in front.
 * @see RFC 4180
 */
export function csvOf(header: readonly string[], rows: readonly (readonly Cell[])[]): Buffer {
  const lines = [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`);
  return Buffer.from(`\ufeff${lines.join('')}`);
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  return `"${(FORMULA.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`;
}
