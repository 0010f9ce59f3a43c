import {
  DocumentId,
  documentStream,
  EventId,
  FirmId,
  MatterId,
  NamespaceId,
  StreamName,
  VersionId,
  type DocumentSnapshot,
  type Event,
  type EventData,
  type EventName,
  type MatterSnapshot,
} from '@counterpart/contracts';

const FIRM = FirmId.parse('hartwell');
const MATTER = MatterId.parse('1675950832');

let serial = 0;

/** A document as Clio may show it; details differ by what is given. */
export function sampleDocument(details: Partial<DocumentSnapshot> = {}, versionNumber = 1): DocumentSnapshot {
  return {
    id: DocumentId.parse('1675950900'),
    etag: `"${versionNumber}"`,
    name: 'Complaint.pdf',
    filename: 'Complaint.pdf',
    matter: MATTER,
    category: { id: '7', name: 'Pleadings' },
    folder: null,
    creator: 'firm',
    version: {
      id: VersionId.parse(String(9000 + versionNumber)),
      number: versionNumber,
      size: 1024,
      contentType: 'application/pdf',
      receivedAt: '2026-05-01T10:00:00Z',
    },
    createdAt: '2026-05-01T10:00:00Z',
    updatedAt: '2026-05-01T10:00:00Z',
    ...details,
  };
}

export function sampleMatter(details: Partial<MatterSnapshot> = {}): MatterSnapshot {
  return {
    id: MATTER,
    etag: '"1"',
    displayNumber: '2026-0001',
    description: null,
    status: 'Open',
    openDate: '2026-01-05',
    closeDate: null,
    client: { id: '5', name: 'Reyes', firstName: null, lastName: null, type: 'Company' },
    responsibleAttorney: null,
    practiceArea: { id: '3', name: 'Litigation' },
    updatedAt: '2026-05-01T10:00:00Z',
    customFields: [{ name: 'Privilege', value: null }],
    ...details,
  };
}

/** An event of the sample document’s stream. */
export function told<Name extends EventName>(name: Name, data: EventData<Name>): Event<Name> {
  serial += 1;
  const id = EventId.parse(`00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`);
  const event = {
    specversion: '1.0' as const,
    id,
    source: '/counterpart/test',
    subject: StreamName.parse(documentStream(FIRM, DocumentId.parse('1675950900'))),
    time: '2026-05-01T10:00:00Z',
    datacontenttype: 'application/json' as const,
    firm: FIRM,
    sequence: '1',
    causationid: id,
    correlationid: id,
    actor: 'service:test',
    name,
    data,
  };
  // The generic name and its data belong together; the compiler cannot see it through the mapped type.
  return event as unknown as Event<Name>;
}

/** A restricted folder that was proven. */
export const provenFolder = (): EventData<'RestrictedFolderProven'> => ({
  folder: '/Privileged',
  groupName: 'Attorneys',
  policyVersion: 0,
  namespace: NamespaceId.parse('77'),
  group: 'g:attorneys',
  owner: 'dbid:owner',
  how: 'made',
  revokedLinks: 0,
});
