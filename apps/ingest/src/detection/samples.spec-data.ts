import {
  DocumentId,
  MatterId,
  VersionId,
  type DocumentSnapshot,
  type MatterSnapshot,
} from '@counterpart/contracts';
import type { SeenDocument } from './detect-document.js';

export function snapshot(details: Partial<DocumentSnapshot> = {}, versionNumber = 1): DocumentSnapshot {
  return {
    id: DocumentId.parse('1675950900'),
    etag: `"e${versionNumber}"`,
    name: 'Complaint.pdf',
    filename: 'Complaint.pdf',
    matter: MatterId.parse('1675950832'),
    category: { id: '7', name: 'Pleadings' },
    folder: { id: '8', name: 'Root' },
    creator: 'firm',
    version: {
      id: VersionId.parse(String(9000 + versionNumber)),
      number: versionNumber,
      size: 1024,
      contentType: 'application/pdf',
      receivedAt: null,
    },
    createdAt: '2026-05-01T10:00:00Z',
    updatedAt: `2026-05-01T10:00:${String(versionNumber).padStart(2, '0')}Z`,
    ...details,
  };
}

export const seen = (document: DocumentSnapshot, details: Partial<SeenDocument> = {}): SeenDocument => ({
  snapshot: document,
  fullyUploaded: true,
  trashedAt: null,
  ...details,
});

export function matterSnapshot(details: Partial<MatterSnapshot> = {}): MatterSnapshot {
  return {
    id: MatterId.parse('1675950832'),
    etag: '"1"',
    displayNumber: '2026-0001',
    description: null,
    status: 'Open',
    openDate: null,
    closeDate: null,
    client: { id: '5', name: 'Reyes', firstName: null, lastName: null, type: 'Company' },
    responsibleAttorney: null,
    practiceArea: null,
    updatedAt: '2026-05-01T10:00:00Z',
    ...details,
  };
}
