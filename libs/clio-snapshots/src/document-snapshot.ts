import type { ClioDocument, ClioVersion } from '@counterpart/clio-client';
import { DocumentId, MatterId, VersionId, type DocumentSnapshot } from '@counterpart/contracts';
import { named, utc, utcOrNull } from './plain-values.js';

/** A document with its newest version. */
export function documentSnapshot(document: ClioDocument): DocumentSnapshot {
  return {
    id: DocumentId.parse(document.id),
    etag: document.etag,
    name: document.name,
    filename: document.latest_document_version?.filename ?? document.filename ?? null,
    matter: document.matter == null ? null : MatterId.parse(document.matter.id),
    category: named(document.document_category),
    folder: named(document.parent),
    creator: creatorOf(document),
    version: versionOf(document),
    createdAt: utc(document.created_at),
    updatedAt: utc(document.updated_at),
  };
}

/** Whether Clio has all bytes of the newest version; until then there is nothing to mirror. */
export const isFullyUploaded = (document: ClioDocument): boolean =>
  document.latest_document_version?.fully_uploaded === true;

/** When the document was put into Clio’s trash, UTC; null where it was not. */
export const trashedAt = (document: ClioDocument): string | null => utcOrNull(document.deleted_at);

function versionOf({ latest_document_version: version, size }: ClioDocument): DocumentSnapshot['version'] {
  // A document without any version yet is waited for; these stand in until it has one.
  if (version == null)
    return { id: VersionId.parse('1'), number: 1, size: size ?? 0, contentType: null, receivedAt: null };
  return versionSnapshot({ ...version, size: version.size ?? size });
}

/** One version of a document. */
export const versionSnapshot = (version: ClioVersion): DocumentSnapshot['version'] => ({
  id: VersionId.parse(version.id),
  number: version.version_number,
  size: version.size ?? 0,
  contentType: version.content_type ?? null,
  receivedAt: utcOrNull(version.received_at),
});

/** `ClientUser` is the only mark of a client-portal upload (OpenAPI v4, ClioCreator). */
function creatorOf({ creator }: ClioDocument): DocumentSnapshot['creator'] {
  if (creator == null) return null;
  return creator.type === 'ClientUser' || creator.clio_connect === true ? 'client' : 'firm';
}
