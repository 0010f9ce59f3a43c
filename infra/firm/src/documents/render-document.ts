import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { FirmError } from '../firm-error.js';
import type { DocumentKind, DocumentPlan } from './document-plan.js';
import { emailFile } from './email.js';
import { pdfFile, pdfPieces } from './pdf.js';
import { jpegFile, pngFile, tiffFile } from './pictures.js';
import { textFile } from './plain-text.js';
import { PRODUCTION_FROM } from './size-law.js';
import { spreadsheetFile } from './spreadsheet.js';
import { wordFile } from './word.js';

type Renderer = (plan: DocumentPlan) => Buffer | Promise<Buffer>;

const RENDERERS: Record<DocumentKind, Renderer> = {
  pdf: (plan) => pdfFile(plan, plan.targetSize),
  docx: wordFile,
  xlsx: spreadsheetFile,
  eml: emailFile,
  jpeg: jpegFile,
  png: pngFile,
  tiff: tiffFile,
  txt: textFile,
};

/**
 * The whole file in memory. Equal plans give equal bytes.
 * @throws {FirmError} FIRM_RENDER_FAILED with the library's error as cause.
 */
export async function renderDocument(plan: DocumentPlan): Promise<Buffer> {
  if (plan.targetSize === 0) return Buffer.alloc(0);
  try {
    return await RENDERERS[plan.kind](plan);
  } catch (cause) {
    throw new FirmError(
      'FIRM_RENDER_FAILED',
      `document ${plan.stamp} (${plan.kind}) could not be made`,
      cause,
    );
  }
}

/** Whether the file is so large that it should be streamed. */
export function isProduction(plan: DocumentPlan): boolean {
  return plan.targetSize >= PRODUCTION_FROM && plan.kind === 'pdf';
}

/** The same bytes as {@link renderDocument}; productions are made as they are read, a page at a time. */
export function streamDocument(plan: DocumentPlan): Readable {
  const pieces = isProduction(plan) ? pdfPieces(plan, plan.targetSize) : wholeFile(plan);
  return Readable.from(pieces, { objectMode: false, highWaterMark: 256 * 1024 });
}

async function* wholeFile(plan: DocumentPlan): AsyncGenerator<Buffer> {
  const file = await renderDocument(plan);
  if (file.length > 0) yield file;
}

export interface DocumentMeasure {
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Size and hash of the rendered file, without holding a production in memory. */
export async function measureDocument(plan: DocumentPlan): Promise<DocumentMeasure> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of streamDocument(plan) as AsyncIterable<Buffer>) {
    hash.update(piece);
    size += piece.length;
  }
  return { size, sha256: hash.digest('hex') };
}
