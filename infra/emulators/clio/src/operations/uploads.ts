import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';

import { ApiError, invalidArgument, notFound } from '../api-error.js';
import type { ClioDocument, DocumentVersion, UploadPart } from '../state/records.js';
import { partName, uploadName } from '../storage/upload-targets.js';
import type { Desk } from './desk.js';
import { createDocument, type CopyWish, type NewDocument } from './documents.js';

/** How uploads end. Tests change it by the admin route. */
export interface UploadPlan {
  /** Uploads that are told of when they are complete, and shown as unfinished for a while all the same, from now on. */
  hold: number;
  /** How long, in milliseconds of virtual time. Nobody is told of the end of it. */
  forMs: number;
}

/** Limits of the vendor's multipart upload: parts per request, part numbers, bytes of all but the last. */
const MAX_PARTS_PER_REQUEST = 50;
const MAX_PART_NUMBER = 10_000;
const MIN_PART_BYTES = 5 * 1024 * 1024;

/** Checks the parts of one request. Throws 422 with the limit that was passed. */
export function checkParts(parts: readonly UploadPart[]): void {
  if (parts.length > MAX_PARTS_PER_REQUEST) {
    throw invalidArgument(`at most ${MAX_PARTS_PER_REQUEST} multiparts are allowed in one request`);
  }
  for (const { number } of parts) {
    if (number < 1 || number > MAX_PART_NUMBER)
      throw invalidArgument(`'${number}' is not a valid part_number`);
  }
}

/** Declares more parts of an upload that is still open. */
export function addParts(version: DocumentVersion, parts: readonly UploadPart[]): void {
  checkParts(parts);
  const renewed = new Set(parts.map((part) => part.number));
  const kept = version.parts.filter((part) => !renewed.has(part.number));
  version.parts = [...kept, ...parts].sort((left, right) => left.number - right.number);
}

/** The open or finished upload of a document that a uuid names. */
export function versionOf({ book }: Desk, document: ClioDocument, uuid: string): DocumentVersion {
  const version = book.versionByUuid(uuid);
  if (version?.documentId !== document.id) throw uploadNotFound(document.name, uuid);
  return version;
}

function uploadNotFound(filename: string, uuid: string): ApiError {
  return new ApiError(
    422,
    'UploadNotFoundError',
    `A matching remote file was not found for the file named ${filename} with UUID ${uuid}`,
  );
}

/**
 * Marks an upload as complete once its bytes are there, and tells the webhooks: `created` for the first
 * version (unless the POST already did), `updated` for each later one.
 */
export async function finishUpload(
  desk: Desk,
  document: ClioDocument,
  version: DocumentVersion,
): Promise<void> {
  const { book, bytes, uploadPlan } = desk;
  if (version.wholeFrom !== null) throw invalidArgument('the document version is already fully uploaded');
  if (version.parts.length > 0) await joinParts(desk, version);
  const stored = bytes.stored(uploadName(version.uuid));
  if (stored === undefined) throw uploadNotFound(version.filename, version.uuid);
  const first = book.isUploading(document);
  version.size = stored.size;
  version.sha256 = stored.sha256;
  const heldMs = uploadPlan.hold > 0 ? uploadPlan.forMs : 0;
  uploadPlan.hold = Math.max(0, uploadPlan.hold - 1);
  version.wholeFrom = book.clock.now() + heldMs;
  book.versions.touch(version);
  document.receivedAt = version.receivedAt;
  book.documents.touch(document);
  const event = first && desk.documentCreatedAt === 'uploaded' ? 'created' : 'updated';
  book.announce({ model: 'document', event, record: document });
}

const joining = new WeakSet<DocumentVersion>();

async function joinParts(desk: Desk, version: DocumentVersion): Promise<void> {
  if (joining.has(version))
    throw new ApiError(409, 'Conflict', 'The upload is being completed by another request');
  joining.add(version);
  try {
    await joinCheckedParts(desk, version);
  } finally {
    joining.delete(version);
  }
}

async function joinCheckedParts({ bytes }: Desk, version: DocumentVersion): Promise<void> {
  const names = version.parts.map((part) => partName(version.uuid, part.number));
  const complete = version.parts.every(
    (part, index) => bytes.stored(names[index] ?? '')?.size === part.length,
  );
  if (!complete) throw uploadNotFound(version.filename, version.uuid);
  const small = version.parts.slice(0, -1).find((part) => part.length < MIN_PART_BYTES);
  if (small !== undefined)
    throw invalidArgument(`part ${small.number} is smaller than the 5 MB a part must have`);
  await bytes.join(uploadName(version.uuid), names);
}

/** Creates and fills a document (or a version) in one go, as the page for people does. */
export async function uploadWhole(desk: Desk, wanted: NewDocument, body: Readable): Promise<ClioDocument> {
  const document = createDocument(desk, wanted);
  const version = desk.book.latestVersion(document);
  if (version === undefined) throw notFound();
  await desk.bytes.take(uploadName(version.uuid), body);
  await finishUpload(desk, document, version);
  return document;
}

/** Copies the latest version of a document into a new document (or into another's next version). */
export async function copyDocument(
  desk: Desk,
  original: ClioDocument,
  wish: CopyWish,
): Promise<ClioDocument> {
  const version = desk.book.versionsOf(original).findLast((candidate) => desk.book.isWhole(candidate));
  if (version === undefined || original.deletedAt !== null) throw notFound();
  const wanted: NewDocument = {
    ...wish,
    name: wish.name ?? original.name,
    filename: wish.filename ?? version.filename,
    contentType: version.contentType,
    categoryId: wish.categoryId === undefined ? original.categoryId : wish.categoryId,
  };
  return uploadWhole(desk, wanted, createReadStream(desk.bytes.path(uploadName(version.uuid))));
}
