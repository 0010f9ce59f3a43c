import { constants, crc32, deflateRawSync } from 'node:zlib';
import { Zip, unzipSync } from 'fflate';
import type { ZipInputFile } from 'fflate';

/** One part of an Office package, compressed once and put into many packages. */
export interface PackagePart {
  readonly path: string;
  readonly size: number;
  readonly crc: number;
  /** 0 = stored, 8 = deflated (APPNOTE.TXT 4.4.5). */
  readonly compression: 0 | 8;
  readonly bytes: Uint8Array;
}

/** A package taken apart: text parts that get a stamp per document, and the rest, ready to be written. */
export interface OfficeTemplate {
  readonly fixed: readonly PackagePart[];
  readonly stamped: ReadonlyMap<string, string>;
}

export function deflatedPart(path: string, content: Uint8Array | string): PackagePart {
  const raw = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const bytes = deflateRawSync(raw, { level: constants.Z_BEST_SPEED });
  return { path, size: raw.length, crc: crc32(raw), compression: 8, bytes };
}

/** For content that is compressed already. */
export function storedPart(path: string, bytes: Uint8Array): PackagePart {
  return { path, size: bytes.length, crc: crc32(bytes), compression: 0, bytes };
}

/** Takes a freshly generated package apart. `stamped` names the parts whose text changes per document. */
export function takeApart(file: Uint8Array, stamped: readonly string[]): OfficeTemplate {
  const parts = unzipSync(file);
  const texts = new Map<string, string>();
  const fixed: PackagePart[] = [];
  for (const [path, content] of Object.entries(parts)) {
    if (path.endsWith('/')) continue;
    if (stamped.includes(path)) texts.set(path, Buffer.from(content).toString('utf8'));
    else fixed.push(deflatedPart(path, content));
  }
  return { fixed, stamped: texts };
}

/** Clock time of every entry. Zip has no zone: local parts keep the bytes equal in every zone. */
const ENTRY_TIME = new Date(2026, 2, 2, 8, 0, 0);

export function zipOf(parts: readonly PackagePart[]): Buffer {
  const pieces: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    pieces.push(piece);
  });
  for (const part of parts) {
    const { path: filename, size, crc, compression } = part;
    const entry: ZipInputFile = { filename, size, crc, compression, mtime: ENTRY_TIME };
    zip.add(entry);
    entry.ondata?.(null, part.bytes as Uint8Array<ArrayBuffer>, true);
  }
  zip.end();
  return Buffer.concat(pieces);
}

/** Dublin Core properties with fixed dates (ECMA-376 Part 2, 11). */
export function coreProperties(stamp: string, date: string): string {
  const when = `${date.slice(0, 19)}Z`;
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"' +
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"' +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `<dc:title>${stamp}</dc:title><dc:creator>Hartwell &amp; Reyes LLP</dc:creator>` +
    `<dcterms:created xsi:type="dcterms:W3CDTF">${when}</dcterms:created>` +
    `<dcterms:modified xsi:type="dcterms:W3CDTF">${when}</dcterms:modified></cp:coreProperties>`
  );
}
