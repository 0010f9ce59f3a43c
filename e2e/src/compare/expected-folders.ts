/**
 * Where each matter of the sample firm belongs, written by hand from the product’s rules and not by the router’s
 * code: `/{Root}/{MatterNumber}-{Client}`, with what Dropbox, Windows or macOS refuse replaced by `_`, trailing
 * dots and blanks gone, composed accents, and 80 characters at most.
 */
export const EXPECTED_FOLDERS: ReadonlyMap<string, string> = new Map([
  ['2026-0001', "/Matters/2026-0001-O'Brien & Sons _ _Müller_ Holding_ _GmbH_"],
  ['2026-0002', '/Matters/2026-0002-The Consolidated Trans-Pacific Agricultural Equipment Leasing and Refi'],
  ['2026-0003', '/Matters/2026-0003-Sunrise \u{1F305} Bakery & Caf\u00e9 \u{1F469}\u200D\u{1F373} LLC'],
  ['2026-0004', '/Matters/2026-0004-Northwind Traders, Inc'],
  ['2026-0005', '/Matters/2026-0005-ACME Corp'],
  ['2026-0006', '/Matters/2026-0006-Acme Corp'],
  [
    '2026-0007',
    '/Matters/2026-0007-\u05DB\u05D4\u05DF \u05D5\u05E9\u05D5\u05EA\u05F3, \u05E2\u05D5\u05E8\u05DB\u05D9 \u05D3\u05D9\u05DF (Tel Aviv)',
  ],
  ['2026-0008', '/Matters/2026-0008-Ren\u00e9e Nu\u00f1ez-\u00c5str\u00f6m'],
  ['2026-0009', '/Matters/2026-0009-Ren\u00e9e Nu\u00f1ez-\u00c5str\u00f6m'],
  ['2026-0010', '/Matters/2026-0010-CON'],
  ['2026-0011', '/Matters/2026-0011-Whitfield Family Trust'],
  ['2026-0012', '/Matters/2026-0012-Margaret Ellison'],
]);

const MAPPED = new Set(['Pleadings', 'Correspondence', 'Discovery', 'Contracts']);

/** The subfolder of a category; what is not mapped goes to the default. */
export const expectedSubfolder = (category: string | null): string =>
  category !== null && MAPPED.has(category) ? category : 'Unsorted';

/** Matters of litigation and investigations: what is privileged there is locked away. */
const COVERED = new Set(['2026-0001', '2026-0002', '2026-0004', '2026-0005', '2026-0007', '2026-0009']);
const MARKS = new Set(['Privileged', 'Attorney-Client']);

/** The folder of a privileged document; undefined for every other. */
export const expectedRestricted = ({
  matterNumber,
  category,
}: {
  readonly matterNumber: string | null;
  readonly category: string | null;
}): string | undefined =>
  matterNumber !== null && COVERED.has(matterNumber) && category !== null && MARKS.has(category)
    ? `/Privileged/${matterNumber}`
    : undefined;
