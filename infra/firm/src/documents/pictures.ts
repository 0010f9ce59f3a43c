import { PNG } from 'pngjs';
import UTIF from 'utif2';
import { SeededRandom } from '../random.js';
import type { DocumentPlan } from './document-plan.js';
import { pageOf, scannedPage, scannedPixels, stampedJpeg } from './scanned-pages.js';
import { MIB } from './size-law.js';

const GRAIN_PIXELS = MIB;
let grain: Buffer | undefined;

export function jpegFile(plan: DocumentPlan): Buffer {
  return stampedJpeg(scannedPage(plan.targetSize), plan.stamp);
}

/** Eight-bit colour without alpha, which grain hardly compresses: 2.88 bytes a pixel, measured. */
export function pngFile(plan: DocumentPlan): Buffer {
  const { width, height } = pageOf(plan.targetSize / 2.88);
  const picture = new PNG({ width, height });
  picture.data = stampedPixels(plan, width * height);
  return PNG.sync.write(picture, { colorType: 2, deflateLevel: 1, filterType: 0 });
}

/** Uncompressed RGBA, as page scanners write it: four bytes a pixel. */
export function tiffFile(plan: DocumentPlan): Buffer {
  const { width, height } = pageOf(plan.targetSize / 4);
  const pixels = stampedPixels(plan, width * height);
  return Buffer.from(UTIF.encodeImage(new Uint8Array(pixels), width, height));
}

/** A cut of the common grain that differs per document, with the control number in its first dots. */
function stampedPixels(plan: DocumentPlan, count: number): Buffer {
  grain ??= scannedPixels(1024, (2 * GRAIN_PIXELS) / 1024, new SeededRandom('grain'));
  const start = new SeededRandom(`picture ${plan.stamp}`).between(0, 1023) * 4096;
  const repeated = Buffer.alloc(count * 4);
  for (let at = 0; at < repeated.length; at += GRAIN_PIXELS * 4) {
    grain.copy(repeated, at, start, start + Math.min(GRAIN_PIXELS * 4, repeated.length - at));
  }
  Buffer.from(plan.stamp, 'ascii').forEach((byte, at) => repeated.fill(byte, at * 4, at * 4 + 3));
  return repeated;
}
