import {
  VersionId,
  type DocumentId,
  type DocumentSnapshot,
  type MatterId,
  type MatterSnapshot,
} from '@counterpart/contracts';

/** A matter of litigation, as ingest tells of it. */
export const litigation = (id: MatterId): MatterSnapshot => ({
  id,
  etag: '"1"',
  displayNumber: '2026-0001',
  description: null,
  status: 'Open',
  openDate: '2026-01-05',
  closeDate: null,
  client: null,
  responsibleAttorney: null,
  practiceArea: { id: '3', name: 'Litigation' },
  updatedAt: '2026-05-01T10:00:00Z',
});

/** A document of a matter, as ingest tells of it. @param category its name; null for none */
export const documentOf = (
  matter: MatterId,
  about: Pick<DocumentSnapshot, 'name'> & { readonly id: DocumentId; readonly category: string | null },
): DocumentSnapshot => ({
  etag: '"1"',
  filename: about.name,
  matter,
  folder: null,
  creator: 'client',
  version: { id: VersionId.parse('9001'), number: 1, size: 12, contentType: null, receivedAt: null },
  createdAt: '2026-05-01T10:00:00Z',
  updatedAt: '2026-05-01T10:00:00Z',
  ...about,
  category: about.category === null ? null : { id: '7', name: about.category },
});
