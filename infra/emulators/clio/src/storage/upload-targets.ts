import type { DocumentVersion, UploadPart } from '../state/records.js';
import type { SignedUrls } from './signed-urls.js';

/** A header the uploader must send with the bytes. */
export interface PutHeader {
  readonly name: string;
  readonly value: string;
}

/** Name of a whole upload in the byte store. */
export function uploadName(uuid: string): string {
  return uuid;
}

/** Name of one part of a multipart upload in the byte store. */
export function partName(uuid: string, part: number): string {
  return `${uuid}.part-${part}`;
}

/** Name of an archive's zip in the byte store. */
export function archiveName(id: number): string {
  return `archive-${id}.zip`;
}

/** Headers for the single PUT of a version (vendor's upload prose). */
export function putHeaders(version: DocumentVersion): PutHeader[] {
  return [
    { name: 'x-amz-server-side-encryption', value: 'AES256' },
    { name: 'Content-Type', value: version.contentType },
  ];
}

/** Headers for the PUT of one part. */
export function partHeaders(part: UploadPart): PutHeader[] {
  const length = { name: 'Content-Length', value: String(part.length) };
  return part.md5 === null ? [length] : [length, { name: 'Content-MD5', value: part.md5 }];
}

/** Where a version's bytes go; null once they are there. */
export function putUrl(version: DocumentVersion, urls: SignedUrls, lifeSeconds: number): string | null {
  if (version.wholeFrom !== null) return null;
  return urls.sign('PUT', uploadPath(version), {}, lifeSeconds);
}

/** Where one part's bytes go. */
export function partUrl(
  version: DocumentVersion,
  part: UploadPart,
  urls: SignedUrls,
  lifeSeconds: number,
): string {
  return urls.sign('PUT', uploadPath(version), { partNumber: String(part.number) }, lifeSeconds);
}

function uploadPath(version: DocumentVersion): string {
  return `/uploads/${version.uuid}/${encodeURIComponent(version.filename)}`;
}

/** A short-lived address of a version's bytes. */
export function downloadUrl(version: DocumentVersion, urls: SignedUrls, lifeSeconds: number): string {
  const path = `/downloads/${version.uuid}/${encodeURIComponent(version.filename)}`;
  return urls.sign('GET', path, {}, lifeSeconds);
}
