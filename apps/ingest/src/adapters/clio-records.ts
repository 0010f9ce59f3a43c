import { clioVerdict, ClioError, type ClioDocument, type ClioMatter } from '@counterpart/clio-client';
import type { ClioConnections } from '@counterpart/connections';
import {
  DocumentId,
  MatterId,
  VersionId,
  type DocumentSnapshot,
  type FirmId,
  type MatterSnapshot,
} from '@counterpart/contracts';
import { skip, type Verdict } from '@counterpart/eventing';
import type { ClioCustomFields } from './clio-custom-fields.js';
import type { SeenDocument } from '../detection/detect-document.js';
import type { ClioRecords } from '../normalise-delivery/normalise-delivery.ports.js';

/** Longest description that is kept, in UTF-16 code units: an event has a limit, and placing needs none of it. */
const LONGEST_DESCRIPTION = 2000;

/** A firm’s records through Clio’s API. */
export class ClioApiRecords implements ClioRecords {
  constructor(
    private readonly connections: ClioConnections,
    private readonly customFields: ClioCustomFields,
  ) {}

  document(firm: FirmId, id: DocumentId): Promise<SeenDocument | undefined> {
    return unlessAbsent(async () => toSeen(await this.connections.of(firm).getDocument(id)));
  }

  matter(firm: FirmId, id: MatterId): Promise<MatterSnapshot | undefined> {
    return unlessAbsent(async () => {
      const matter = await this.connections.of(firm).getMatter(id);
      return { ...toMatter(matter), customFields: await this.customFields.of(firm, matter) };
    });
  }

  verdictOf(error: unknown): Verdict {
    const verdict = clioVerdict(error);
    if (verdict === undefined) throw error;
    return verdict.kind === 'gone' ? skip('not visible in Clio') : verdict;
  }
}

async function unlessAbsent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ClioError && error.code === 'CLIO_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Clio writes times in the account’s zone; compared as text they must be in one. */
const utc = (instant: string): string => new Date(instant).toISOString();

function toSeen(document: ClioDocument): SeenDocument {
  return {
    fullyUploaded: document.latest_document_version?.fully_uploaded === true,
    trashedAt: utcOrNull(document.deleted_at),
    snapshot: toSnapshot(document),
  };
}

const utcOrNull = (instant: string | null | undefined): string | null =>
  instant == null ? null : utc(instant);

function toSnapshot(document: ClioDocument): DocumentSnapshot {
  return {
    id: DocumentId.parse(document.id),
    etag: document.etag,
    name: document.name,
    filename: document.latest_document_version?.filename ?? document.filename ?? null,
    matter: document.matter == null ? null : MatterId.parse(document.matter.id),
    category: named(document.document_category),
    folder: named(document.parent),
    creator: creatorOf(document),
    version: toVersion(document),
    createdAt: utc(document.created_at),
    updatedAt: utc(document.updated_at),
  };
}

function toVersion({ latest_document_version: version, size }: ClioDocument): DocumentSnapshot['version'] {
  // A document without any version yet is waited for; these stand in until it has one.
  if (version == null)
    return { id: VersionId.parse('1'), number: 1, size: size ?? 0, contentType: null, receivedAt: null };
  return {
    id: VersionId.parse(version.id),
    number: version.version_number,
    size: version.size ?? size ?? 0,
    contentType: version.content_type ?? null,
    receivedAt: utcOrNull(version.received_at),
  };
}

/** `ClientUser` is the only mark of a client-portal upload (OpenAPI v4, ClioCreator). */
function creatorOf({ creator }: ClioDocument): DocumentSnapshot['creator'] {
  if (creator == null) return null;
  return creator.type === 'ClientUser' || creator.clio_connect === true ? 'client' : 'firm';
}

const named = (record: { id: string; name?: string | null | undefined } | null | undefined) =>
  record == null ? null : { id: record.id, name: record.name ?? '' };

function toMatter(matter: ClioMatter): MatterSnapshot {
  return {
    id: MatterId.parse(matter.id),
    etag: matter.etag,
    displayNumber: matter.display_number,
    description: matter.description?.slice(0, LONGEST_DESCRIPTION).toWellFormed() ?? null,
    status: matter.status,
    openDate: matter.open_date ?? null,
    closeDate: matter.close_date ?? null,
    client: toClient(matter.client),
    responsibleAttorney: toAttorney(matter.responsible_attorney),
    practiceArea: named(matter.practice_area),
    updatedAt: utc(matter.updated_at),
    number: matter.number == null ? null : String(matter.number),
    customNumber: matter.custom_number ?? null,
    clientReference: matter.client_reference ?? null,
    stage: named(matter.matter_stage),
  };
}

function toClient(client: ClioMatter['client']): MatterSnapshot['client'] {
  if (client == null) return null;
  const { id, name, first_name: firstName, last_name: lastName, type } = client;
  return {
    id,
    name: name ?? '',
    firstName: firstName ?? null,
    lastName: lastName ?? null,
    type: type ?? null,
  };
}

function toAttorney(attorney: ClioMatter['responsible_attorney']): MatterSnapshot['responsibleAttorney'] {
  return attorney == null
    ? null
    : { id: attorney.id, name: attorney.name ?? '', email: attorney.email ?? null };
}
