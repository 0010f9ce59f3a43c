import {
  DocumentId,
  MatterId,
  Policy,
  VersionId,
  type DocumentSnapshot,
  type MatterSnapshot,
} from '@counterpart/contracts';
import type { SettledMatter } from './place.js';

const MATTER = MatterId.parse('1675950832');

/** A policy with some settings changed; the rest stands as by default. */
export const policyWith = (settings: object): Policy => Policy.parse(settings);

/** A document as Clio may show it; details differ by what is given. */
export function sampleDocument(details: Partial<DocumentSnapshot> = {}): DocumentSnapshot {
  return {
    id: DocumentId.parse('1675950900'),
    etag: '"1"',
    name: 'Complaint.pdf',
    filename: 'Complaint.pdf',
    matter: MATTER,
    category: { id: '7', name: 'Pleadings' },
    folder: null,
    creator: 'firm',
    version: {
      id: VersionId.parse('9001'),
      number: 1,
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
    client: company('Reyes'),
    responsibleAttorney: { id: '3', name: 'Ada Reyes', email: 'ada@reyes.example' },
    practiceArea: { id: '3', name: 'Litigation' },
    updatedAt: '2026-05-01T10:00:00Z',
    ...details,
  };
}

export const company = (name: string): NonNullable<MatterSnapshot['client']> => ({
  id: '5',
  name,
  firstName: null,
  lastName: null,
  type: 'Company',
});

export const person = (firstName: string, lastName: string): NonNullable<MatterSnapshot['client']> => ({
  id: '6',
  name: `${firstName} ${lastName}`,
  firstName,
  lastName,
  type: 'Person',
});

/** The sample matter with its folder claimed. */
export const settledMatter = (details: Partial<MatterSnapshot> = {}): SettledMatter => ({
  snapshot: sampleMatter(details),
  folder: '/Matters/2026-0001-Reyes',
});
