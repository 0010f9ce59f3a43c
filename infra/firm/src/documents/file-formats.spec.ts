import { unzipSync } from 'fflate';
import jpeg from 'jpeg-js';
import { simpleParser } from 'mailparser';
import { PDFDocument } from 'pdf-lib';
import { PNG } from 'pngjs';
import UTIF from 'utif2';
import { describe, expect, it } from 'vitest';
import type { DocumentKind, DocumentPlan } from './document-plan.js';
import { planDocuments } from './plan-documents.js';
import { renderDocument } from './render-document.js';
import { MIB } from './size-law.js';

function samples(kind: DocumentKind): DocumentPlan[] {
  return planDocuments({ count: 300, seed: 9 })
    .filter((plan) => plan.kind === kind && plan.targetSize > 0 && plan.targetSize < 4 * MIB)
    .slice(0, 6);
}

async function eachSample(
  kind: DocumentKind,
  check: (file: Buffer, plan: DocumentPlan) => void | Promise<void>,
): Promise<void> {
  const plans = samples(kind);
  expect(plans.length).toBeGreaterThan(1);
  for (const plan of plans) await check(await renderDocument(plan), plan);
}

function partText(file: Buffer, path: string): string {
  const part = unzipSync(file)[path];
  if (part === undefined) throw new Error(`the package has no ${path}`);
  return Buffer.from(part).toString('utf8');
}

async function checkPdf(file: Buffer, plan: DocumentPlan): Promise<void> {
  const read = await PDFDocument.load(file, { throwOnInvalidObject: true, updateMetadata: false });
  expect(read.getTitle()).toBe(plan.stamp);
  expect(read.getCreationDate()).toEqual(new Date(plan.receivedAt));
  expect(read.getPageCount()).toBeGreaterThan(0);
}

async function checkJpeg(file: Buffer, plan: DocumentPlan): Promise<void> {
  const picture = jpeg.decode(file, { maxMemoryUsageInMB: 1024 });
  expect(picture.data.length).toBe(picture.width * picture.height * 4);
  expect(picture.comments).toEqual([plan.stamp]);
}

describe('a rendered file opens in its reader', () => {
  it('PDF: pages, title and a fixed date', () => eachSample('pdf', checkPdf));

  it('DOCX: body, picture and properties in the package', () =>
    eachSample('docx', (file, plan) => {
      const body = partText(file, 'word/document.xml');
      expect(body).toContain(plan.stamp);
      expect(body).not.toMatch(/CONTROL-NUMBER|RECEIVED-DAY|OPENING-WORDS/);
      expect(partText(file, 'docProps/core.xml')).toContain(plan.stamp);
      const picture = Buffer.from(unzipSync(file)['word/media/image1.jpg'] ?? []);
      expect(jpeg.decode(picture, { maxMemoryUsageInMB: 1024 }).width).toBeGreaterThan(8);
    }));

  it('XLSX: the control number in the summary, the entries in the ledger', () =>
    eachSample('xlsx', (file, plan) => {
      expect(partText(file, 'xl/worksheets/sheet1.xml')).toContain(`<t>${plan.stamp} `);
      expect(partText(file, 'xl/worksheets/sheet2.xml')).toMatch(/<row r="20">/);
    }));

  it('EML: sender, date, text and an attachment that opens in turn', () =>
    eachSample('eml', async (file, plan) => {
      const mail = await simpleParser(file);
      expect(mail.messageId).toBe(`<${plan.stamp}@hartwell-reyes.example>`);
      expect(mail.date).toEqual(new Date(plan.receivedAt));
      expect(mail.from?.value[0]?.address).toMatch(/@hartwell-reyes\.example$/);
      const [attachment] = mail.attachments;
      if (attachment === undefined) throw new Error('no attachment');
      await (attachment.contentType === 'application/pdf' ? checkPdf : checkJpeg)(attachment.content, plan);
    }));

  it('JPEG: a picture with the control number as its comment', () => eachSample('jpeg', checkJpeg));

  it('PNG: checksums hold and the control number is in the first dots', () =>
    eachSample('png', (file, plan) => {
      const picture = PNG.sync.read(file);
      const dots = Array.from(plan.stamp, (_, at) => picture.data[at * 4] ?? 0);
      expect(String.fromCharCode(...dots)).toBe(plan.stamp);
    }));

  it('TIFF: one image with the control number in its first dots', () =>
    eachSample('tiff', (file, plan) => {
      const [image] = UTIF.decode(file);
      if (image === undefined) throw new Error('no image');
      UTIF.decodeImage(file, image);
      const pixels = UTIF.toRGBA8(image);
      expect(pixels.length).toBe(image.width * image.height * 4);
      expect(String.fromCharCode(...Array.from(plan.stamp, (_, at) => pixels[at * 4] ?? 0))).toBe(plan.stamp);
    }));

  it('TXT: ASCII lines of exactly the target size', () =>
    eachSample('txt', (file, plan) => {
      expect(file.length).toBe(plan.targetSize);
      expect(file.toString('latin1')).toMatch(/^CONTROL NUMBER HR-9-\d{6}\r\n[\r\n -~]+$/);
    }));
});
