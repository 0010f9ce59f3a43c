import { Document, HeadingLevel, ImageRun, Packer, Paragraph, Table, TableCell, TableRow } from 'docx';
import { SeededRandom } from '../random.js';
import type { DocumentPlan } from './document-plan.js';
import { legalParagraph, legalSentence } from './legal-text.js';
import { coreProperties, deflatedPart, storedPart, takeApart, zipOf } from './office-package.js';
import type { OfficeTemplate } from './office-package.js';
import { scannedPage } from './scanned-pages.js';

const TITLES = ['AGREEMENT', 'MEMORANDUM', 'LETTER', 'DECLARATION'] as const;
const BODY = 'word/document.xml';
const CORE = 'docProps/core.xml';
const PICTURE = 'word/media/image1.jpg';
/** The parts of a package beside its picture. */
const FRAME_BYTES = 9 * 1024;

const templates = new Map<string, Promise<OfficeTemplate>>();

/** A Word document: built by the library once per title, then restamped with its own words and picture. */
export async function wordFile(plan: DocumentPlan): Promise<Buffer> {
  const random = new SeededRandom(`docx ${plan.stamp}`);
  const template = await templateOf(random.pick(TITLES));
  const body = (template.stamped.get(BODY) ?? '')
    .replaceAll('CONTROL-NUMBER', plan.stamp)
    .replaceAll('RECEIVED-DAY', plan.receivedAt.slice(0, 10))
    .replaceAll('OPENING-WORDS', legalParagraph(random));
  return zipOf([
    ...template.fixed,
    deflatedPart(BODY, body),
    deflatedPart(CORE, coreProperties(plan.stamp, plan.receivedAt)),
    storedPart(PICTURE, scannedPage(Math.max(1, plan.targetSize - FRAME_BYTES))),
  ]);
}

function templateOf(title: string): Promise<OfficeTemplate> {
  const known = templates.get(title);
  if (known !== undefined) return known;
  const made = buildTemplate(title);
  templates.set(title, made);
  return made;
}

async function buildTemplate(title: string): Promise<OfficeTemplate> {
  const file = await Packer.toBuffer(new Document({ sections: [{ children: wordBody(title) }] }));
  const parts = takeApart(file, [BODY, CORE, PICTURE]);
  // The library numbers pictures over the whole process; one picture is number 1.
  const body = (parts.stamped.get(BODY) ?? '').replace(/<wp:docPr id="\d+"/, '<wp:docPr id="1"');
  return { fixed: parts.fixed, stamped: new Map([[BODY, body]]) };
}

function wordBody(title: string): (Paragraph | Table)[] {
  const random = new SeededRandom(`docx ${title}`);
  const recitals = Array.from({ length: 12 }, () => new Paragraph(legalParagraph(random)));
  const rows = Array.from({ length: 6 }, (_, at) => [`Schedule ${at + 1}`, legalSentence(random)]);
  return [
    new Paragraph({ text: title, heading: HeadingLevel.HEADING_1 }),
    new Paragraph('Control number CONTROL-NUMBER, received RECEIVED-DAY'),
    new Paragraph('OPENING-WORDS'),
    ...recitals,
    new Table({
      rows: rows.map(
        (cells) =>
          new TableRow({ children: cells.map((text) => new TableCell({ children: [new Paragraph(text)] })) }),
      ),
    }),
    new Paragraph({
      children: [
        new ImageRun({ type: 'jpg', data: scannedPage(1), transformation: { width: 480, height: 620 } }),
      ],
    }),
  ];
}
