import type { DocumentKind } from './document-plan.js';

/** A document whose name has broken other document systems, with the place where it hurts. */
export interface AwkwardName {
  readonly name: string;
  readonly filename: string;
  readonly kind: DocumentKind;
  readonly matterIndex: number;
  readonly category: string | null;
}

type Row = readonly [
  matterIndex: number,
  category: string | null,
  kind: DocumentKind,
  name: string,
  filename?: string,
];

const LONG_TITLE =
  'Declaration of Margaret Ellison in Support of Plaintiff\u2019s Opposition to Defendants\u2019 Joint Motion for ' +
  'Summary Judgment or in the Alternative Summary Adjudication of Issues, with Exhibits A through ZZ, ' +
  'Request for Judicial Notice, Appendix of Evidence and Proposed Order Thereon';

/** Escapes stand where an editor would hide, compose or reorder the character. */
const ROWS: readonly Row[] = [
  // Equal but for case, in one folder.
  [0, 'Pleadings', 'pdf', 'Motion to Dismiss.pdf'],
  [0, 'Pleadings', 'pdf', 'MOTION TO DISMISS.pdf'],
  [0, 'Discovery', 'jpeg', 'Exhibit A.JPG'],
  [0, 'Discovery', 'jpeg', 'Exhibit A.jpg'],
  // Equal after Unicode NFC.
  [0, 'Discovery', 'docx', 'R\u00e9sum\u00e9 of Expert.docx'],
  [0, 'Discovery', 'docx', 'Re\u0301sume\u0301 of Expert.docx'],
  // The very same name twice: Clio allows it.
  [1, 'Contracts', 'pdf', 'Engagement Letter.pdf'],
  [1, 'Contracts', 'pdf', 'Engagement Letter.pdf'],
  // Characters that are no part of a file name elsewhere, and the name a plain clean-up would turn one into.
  [0, 'Pleadings', 'pdf', 'Brief: final?.pdf'],
  [0, 'Pleadings', 'pdf', 'Brief_ final_.pdf'],
  [3, 'Correspondence', 'pdf', 'a/b.pdf'],
  [3, 'Correspondence', 'pdf', 'a\\b.pdf'],
  [3, 'Correspondence', 'docx', '<Draft> "v2" | *privileged*.docx'],
  [3, null, 'txt', '..', 'notes.txt'],
  [4, null, 'pdf', 'Fax\tcover\nsheet.pdf'],
  // Names some systems reserve or hide.
  [9, 'Contracts', 'txt', 'CON.txt'],
  [9, 'Contracts', 'txt', 'desktop.ini'],
  [9, null, 'txt', '.hidden'],
  [9, 'Contracts', 'docx', '~$Draft Agreement.docx'],
  // Dots and spaces at the ends.
  [10, 'Correspondence', 'pdf', 'Retainer agreement...', 'Retainer agreement....pdf'],
  [10, 'Correspondence', 'pdf', 'Letter to Court .pdf  '],
  [10, 'Correspondence', 'eml', '  RE: hearing date.eml'],
  // Longer than a path component may be, in characters and in bytes.
  [8, 'Pleadings', 'pdf', `${LONG_TITLE}.pdf`],
  [8, 'Medical Records', 'pdf', `${'\u8a3a\u65ad\u66f8'.repeat(50)}.pdf`],
  [11, null, 'txt', `Ledger.${'backup'.repeat(22)}`],
  // Emoji, one of them made of seven code points.
  [2, 'Contracts', 'pdf', 'Signed \u2705 lease \u{1F389}.pdf'],
  [2, null, 'jpeg', 'Photo \u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466} exhibit 3.jpg'],
  // Right to left, by script and by force.
  [6, 'Discovery', 'docx', '\u05D7\u05D5\u05D6\u05D4 \u05E9\u05DB\u05D9\u05E8\u05D5\u05EA\u200F.docx'],
  [6, 'Correspondence', 'pdf', 'Invoice \u202Excod.pdf'],
  // The extension is in the file name only, or nowhere.
  [8, 'Discovery', 'txt', 'Deposition of H. Brandt', 'Brandt_Depo_2026-02-11.txt'],
  [7, 'Contracts', 'docx', 'Trust agreement v1.2', 'Trust agreement v1.2.docx'],
  [7, null, 'tiff', 'SCAN0001', 'SCAN0001'],
  [5, 'Contracts', 'xlsx', '100% closing costs #1 & more+plus %2F.xlsx'],
];

export const AWKWARD_NAMES: readonly AwkwardName[] = ROWS.map(
  ([matterIndex, category, kind, name, filename]) => ({
    name,
    filename: filename ?? name,
    kind,
    matterIndex,
    category,
  }),
);
