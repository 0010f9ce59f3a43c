import jpeg from 'jpeg-js';
import { SeededRandom } from '../random.js';

/** Each rung of page images is this much larger than the one below it. */
const STEP = Math.SQRT2;
const SMALLEST_PIXELS = 1_600;
const QUALITY = 95;
/** What the grain below costs in a JPEG of that quality; measured, only used to aim. */
const BYTES_PER_PIXEL = 1.95;

const rungs = new Map<number, Buffer>();

/** The pixels of a grainy colour scan of a typed page, four bytes each. */
export function scannedPixels(width: number, height: number, random: SeededRandom): Buffer {
  const pixels = random.bytes(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    const inked = y % 16 < 5 && y % 160 > 32;
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      const paper = inked && x % 40 > 6 ? 0 : 128;
      for (let channel = at; channel < at + 3; channel += 1) {
        pixels[channel] = paper + ((pixels[channel] as number) >> 1);
      }
      pixels[at + 3] = 255;
    }
  }
  return pixels;
}

/** Width and height of a page in the proportions of US Letter. */
export function pageOf(pixels: number): { width: number; height: number } {
  const width = Math.max(8, Math.round(Math.sqrt(pixels * (8.5 / 11))));
  return { width, height: Math.max(8, Math.round(pixels / width)) };
}

/**
 * A JPEG of about `size` bytes (within a fifth), encoded once per run and rung and then reused: encoding
 * would be the slowest step of making a document.
 */
export function scannedPage(size: number): Buffer {
  const step = Math.max(0, Math.round(Math.log(size / BYTES_PER_PIXEL / SMALLEST_PIXELS) / Math.log(STEP)));
  const known = rungs.get(step);
  if (known !== undefined) return known;
  const { width, height } = pageOf(SMALLEST_PIXELS * STEP ** step);
  const pixels = scannedPixels(width, height, new SeededRandom(`page ${step}`));
  const made = jpeg.encode({ data: pixels, width, height }, QUALITY).data;
  rungs.set(step, made);
  return made;
}

/** The same picture with a comment segment (JPEG, ITU T.81 B.2.4.5) right after the start marker. */
export function stampedJpeg(picture: Buffer, stamp: string): Buffer {
  const comment = Buffer.from(stamp, 'utf8');
  const head = Buffer.from([0xff, 0xfe, (comment.length + 2) >> 8, (comment.length + 2) & 0xff]);
  return Buffer.concat([picture.subarray(0, 2), head, comment, picture.subarray(2)]);
}
