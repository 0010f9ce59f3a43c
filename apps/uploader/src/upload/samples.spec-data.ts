import { DocumentId, EventId, MatterId, NamespaceId, type EventData } from '@counterpart/contracts';
import type { FoundFile } from './judge-commit.js';

const ROUTED = EventId.parse('00000000-0000-4000-8000-000000000001');

export function stagedData(details: Partial<EventData<'DocumentStaged'>> = {}): EventData<'DocumentStaged'> {
  return {
    document: DocumentId.parse('11'),
    matter: MatterId.parse('5'),
    routed: ROUTED,
    versionNumber: 1,
    attempt: 1,
    namespace: NamespaceId.parse('77'),
    placement: { folder: '/Matters/2026-0001-Reyes/Pleadings', name: 'Complaint.pdf', disambiguated: false },
    replaces: null,
    counterpart: null,
    clientModified: null,
    session: 'session-1',
    size: 10,
    contentHash: 'hash-of-the-document',
    sha256: 'sha-of-the-document',
    expiresAt: '2026-05-08T10:00:00Z',
    ...details,
  };
}

export const file = (details: Partial<FoundFile> = {}): FoundFile => ({
  kind: 'file',
  id: 'id:a',
  rev: 'aaaaaaaaa',
  path: '/Matters/2026-0001-Reyes/Pleadings/Complaint.pdf',
  size: 10,
  contentHash: 'hash-of-the-document',
  ...details,
});
