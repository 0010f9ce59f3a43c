import { once } from 'node:events';
import PDFDocument from 'pdfkit';
import { FIRM_BOOK } from '../firm-book.js';
import { SeededRandom } from '../random.js';
import type { DocumentPlan } from './document-plan.js';
import { legalParagraph } from './legal-text.js';
import { scannedPage, stampedJpeg } from './scanned-pages.js';
import { MIB } from './size-law.js';

/** What the text pages weigh, uncompressed, with the frame of the file. */
const TEXT_BYTES = 6 * 1024;
/** Typewriter face: a court's look, and by far the quickest to set, for it has no kerning pairs. */
const FONT = 'Courier';
const LETTER = { width: 612, height: 792 };

type Pdf = InstanceType<typeof PDFDocument>;

/**
 * A PDF of typed pages followed by scanned exhibits, in pieces as its pages are made: at most a page or two
 * is in memory, so that a production of hundreds of megabytes can be streamed.
 */
export async function* pdfPieces(plan: DocumentPlan, targetSize: number): AsyncGenerator<Buffer> {
  const pdf = new PDFDocument({
    size: 'LETTER',
    margin: 72,
    compress: false,
    font: FONT,
    info: infoOf(plan),
  });
  typedPages(pdf, plan);
  yield* drained(pdf);
  for (const [at, picture] of exhibits(plan, targetSize).entries()) {
    exhibitPage(pdf, `${plan.stamp}.${String(at + 1).padStart(4, '0')}`, picture);
    yield* drained(pdf);
  }
  pdf.end();
  while (!pdf.readableEnded) {
    yield* drained(pdf);
    if (!pdf.readableEnded) await Promise.race([once(pdf, 'readable'), once(pdf, 'end')]);
  }
}

export async function pdfFile(plan: DocumentPlan, targetSize: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of pdfPieces(plan, targetSize)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function* drained(pdf: Pdf): Generator<Buffer> {
  for (let piece = pdf.read() as Buffer | null; piece !== null; piece = pdf.read() as Buffer | null)
    yield piece;
}

function infoOf(plan: DocumentPlan) {
  const received = new Date(plan.receivedAt);
  return {
    Title: plan.stamp,
    Author: FIRM_BOOK.name,
    CreationDate: received,
    ModDate: received,
  };
}

function typedPages(pdf: Pdf, plan: DocumentPlan): void {
  const random = new SeededRandom(`pdf ${plan.stamp}`);
  pdf
    .font('Courier-Bold')
    .fontSize(14)
    .text('SUPERIOR COURT OF THE STATE OF CALIFORNIA', { align: 'center' });
  pdf.moveDown().fontSize(11).text(`Control number ${plan.stamp}`);
  pdf
    .font(FONT)
    .fontSize(11)
    .text(`Received ${plan.receivedAt.slice(0, 10)}`);
  for (let at = 1; at <= 5; at += 1) pdf.moveDown().text(`${at}. ${legalParagraph(random)}`);
}

function exhibitPage(pdf: Pdf, bates: string, picture: Buffer): void {
  pdf.addPage({ size: 'LETTER', margin: 0 });
  pdf.image(stampedJpeg(picture, bates), 0, 0, LETTER);
  pdf.fontSize(9).text(bates, 480, 770, { lineBreak: false });
}

/** Page images that add up to the target: many middling ones in a production, one in an ordinary document. */
function exhibits(plan: DocumentPlan, targetSize: number): Buffer[] {
  const wanted = targetSize - TEXT_BYTES;
  if (wanted < 4096) return [];
  const page = scannedPage(Math.min(wanted, plan.targetSize > 64 * MIB ? 2 * MIB : 1.5 * MIB));
  return Array.from({ length: Math.max(1, Math.round(wanted / page.length)) }, () => page);
}
