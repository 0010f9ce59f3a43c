import {
  DocumentId,
  documentStream,
  encodeEvent,
  EventId,
  FirmId,
  MatterId,
  VersionId,
  type Event,
  type MatterSnapshot,
} from '@counterpart/contracts';

export const FIRM = FirmId.parse('hartwell');

const CATEGORIES = ['Pleadings', 'Correspondence', 'Discovery', 'Contracts', 'Medical Records', null];
const CLIENTS = [
  'Reyes',
  `O'Brien & Sons / "Müller: Holding" <GmbH>`,
  'Renée Nuñez-Åström',
  '🏡 Sunrise Homes',
];
const TITLES = [
  'Complaint.pdf',
  'Re: Müller?.docx',
  'Schriftsatz Straße.pdf',
  'Exhibit A. Final',
  '契約書.pdf',
];

const pick = <T>(choices: readonly T[], index: number): T => choices[index % choices.length] as T;

/** One of the matters of a firm, with names that file systems stumble over. */
export const sampleMatter = (index: number): MatterSnapshot => ({
  id: MatterId.parse(String(1_000_000 + index)),
  etag: '"1"',
  displayNumber: `2026-${String(index).padStart(4, '0')}`,
  description: null,
  status: 'Open' as const,
  openDate: '2026-01-05',
  closeDate: null,
  client: {
    id: '5',
    name: pick(CLIENTS, index),
    firstName: null,
    lastName: null,
    type: 'Company' as const,
  },
  responsibleAttorney: { id: '3', name: 'Ada Reyes', email: null },
  practiceArea: { id: '4', name: pick(['Litigation', 'Tax', 'Estate'], index) },
  updatedAt: '2026-05-01T10:00:00Z',
});

/** So many of a firm’s matters. */
export const sampleMatters = (number: number): readonly MatterSnapshot[] =>
  Array.from({ length: number }, (_, index) => sampleMatter(index));

/** The exact bytes of `DocumentAdded` events, as Kafka carries them; a tenth of the names is taken already. */
export function sampleEvents(documents: number, matters: readonly MatterSnapshot[]): readonly Buffer[] {
  return Array.from({ length: documents }, (_, index) => encodeEvent(added(index, pick(matters, index))));
}

function added(index: number, matter: MatterSnapshot): Event<'DocumentAdded'> {
  const id = DocumentId.parse(String(5_000_000 + index));
  const event = EventId.parse(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);
  const category = pick(CATEGORIES, index);
  const serial = index % 10 === 0 ? '' : `${index} `;
  return {
    specversion: '1.0',
    id: event,
    source: '/counterpart/ingest',
    subject: documentStream(FIRM, id),
    time: '2026-05-01T10:00:00.000Z',
    datacontenttype: 'application/json',
    firm: FIRM,
    sequence: '1',
    causationid: event,
    correlationid: event,
    actor: 'service:ingest',
    name: 'DocumentAdded',
    data: {
      document: {
        id,
        etag: '"1"',
        name: `${serial}${pick(TITLES, index)}`,
        filename: 'scan_001.pdf',
        matter: matter.id,
        category: category === null ? null : { id: '7', name: category },
        folder: null,
        creator: 'firm',
        version: {
          id: VersionId.parse(String(9_000_000 + index)),
          number: 1,
          size: 48_213,
          contentType: 'application/pdf',
          receivedAt: '2026-05-01T10:00:00Z',
        },
        createdAt: '2026-05-01T10:00:00Z',
        updatedAt: '2026-05-01T10:00:00Z',
      },
    },
  };
}
