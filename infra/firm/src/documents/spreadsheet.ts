import writeSheets from 'write-excel-file/node';
import { SeededRandom } from '../random.js';
import type { DocumentPlan } from './document-plan.js';
import { deflatedPart, takeApart, zipOf } from './office-package.js';
import type { OfficeTemplate } from './office-package.js';

/** The second sheet is the one every document shares; the first carries the control number. */
const SUMMARY = 'xl/worksheets/sheet1.xml';
/** Stands in the summary where the control number goes. */
const PLACEHOLDER = 987_654_321;
const BYTES_PER_ROW = 29;
const FRAME_BYTES = 3 * 1024;
const STEP = 1.5;

const ledgers = new Map<number, Promise<OfficeTemplate>>();

/** A production or billing ledger: built by the library once per size, then restamped. */
export async function spreadsheetFile(plan: DocumentPlan): Promise<Buffer> {
  const template = await ledgerOf(plan.targetSize);
  const cell = `<c r="B1" t="inlineStr"><is><t>${plan.stamp} ${plan.receivedAt}</t></is></c>`;
  const summary = (template.stamped.get(SUMMARY) ?? '').replace(
    new RegExp(`<c r="B1"[^>]*><v>${PLACEHOLDER}</v></c>`),
    () => cell,
  );
  return zipOf([...template.fixed, deflatedPart(SUMMARY, summary)]);
}

function ledgerOf(size: number): Promise<OfficeTemplate> {
  const step = Math.round(Math.log(Math.max(1024, size - FRAME_BYTES)) / Math.log(STEP));
  const known = ledgers.get(step);
  if (known !== undefined) return known;
  const made = buildLedger(Math.ceil(STEP ** step / BYTES_PER_ROW));
  ledgers.set(step, made);
  return made;
}

async function buildLedger(rows: number): Promise<OfficeTemplate> {
  const random = new SeededRandom(`ledger ${rows}`);
  const entries = Array.from({ length: rows }, (_, at) => [
    at + 1,
    random.pick(['Time', 'Expense', 'Trust', 'Production']),
    random.between(10_000_000, 99_999_999),
    Number((random.unit() * 10_000).toFixed(2)),
  ]);
  const file = await writeSheets([
    {
      sheet: 'Summary',
      data: [
        ['Control number', PLACEHOLDER],
        ['Entries', rows],
      ],
    },
    { sheet: 'Ledger', data: [['No.', 'Type', 'Reference', 'Amount'], ...entries] },
  ]).toBuffer();
  return takeApart(file, [SUMMARY]);
}
