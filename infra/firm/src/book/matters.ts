import type { FirmMatter, MatterCharacter } from '../firm-book.js';
import { CLIENT_NAMES } from './contacts.js';

interface Opening {
  readonly client: string;
  readonly character: MatterCharacter;
  readonly attorney: string;
  readonly description: string;
  readonly openDate: string;
  readonly weight: number;
  readonly status?: 'pending';
  readonly expectedFolder?: string;
}

const PRACTICE_AREA_OF: Record<MatterCharacter, string> = {
  litigation: 'Litigation',
  investigation: 'Investigations',
  'real estate': 'Real Estate',
  'estate planning': 'Estate Planning',
};

/** In the order the matters were opened; the number follows from the place in this list. */
const OPENINGS: readonly Opening[] = [
  {
    client: CLIENT_NAMES.everyForbiddenCharacter,
    character: 'litigation',
    attorney: 'eleanor.hartwell',
    description: 'Brandt Voss & Partners v. O\'Brien & Sons: breach of supply agreement, "Phase II"',
    openDate: '2026-01-05',
    weight: 18,
  },
  {
    client: CLIENT_NAMES.twoHundredCharacters,
    character: 'investigation',
    attorney: 'marisol.reyes',
    description: 'Internal investigation of lease accounting, audit committee',
    openDate: '2026-01-08',
    weight: 14,
  },
  {
    client: CLIENT_NAMES.emoji,
    character: 'real estate',
    attorney: 'priya.raman',
    description: 'Lease of 412 Grand Avenue \u{1F950} and build-out',
    openDate: '2026-01-12',
    weight: 6,
  },
  {
    client: CLIENT_NAMES.trailingDots,
    character: 'litigation',
    attorney: 'daniel.okafor',
    description: 'Northwind v. Harbor Freight Lines: cargo loss...',
    openDate: '2026-01-13',
    weight: 12,
  },
  {
    client: CLIENT_NAMES.upperCase,
    character: 'litigation',
    attorney: 'eleanor.hartwell',
    description: 'Product liability, anvils, consolidated actions',
    openDate: '2026-01-20',
    weight: 10,
  },
  {
    client: CLIENT_NAMES.lowerCase,
    character: 'real estate',
    attorney: 'priya.raman',
    description: 'Purchase of warehouse, Toledo (not related to ACME Corp)',
    openDate: '2026-01-22',
    weight: 6,
  },
  {
    client: CLIENT_NAMES.rightToLeft,
    character: 'investigation',
    attorney: 'marisol.reyes',
    description: 'Cross-border inquiry, \u05D7\u05E7\u05D9\u05E8\u05D4 \u05E4\u05E0\u05D9\u05DE\u05D9\u05EA',
    openDate: '2026-02-02',
    weight: 8,
  },
  {
    client: CLIENT_NAMES.composed,
    character: 'estate planning',
    attorney: 'soren.lindqvist',
    description: 'Revocable living trust and pour-over will',
    openDate: '2026-02-04',
    weight: 4,
  },
  {
    client: CLIENT_NAMES.decomposed,
    character: 'litigation',
    attorney: 'daniel.okafor',
    description: 'Personal injury, collision of 3 November 2025',
    openDate: '2026-02-09',
    weight: 9,
  },
  {
    client: CLIENT_NAMES.reservedByWindows,
    character: 'real estate',
    attorney: 'priya.raman',
    description: 'Easement dispute, parcel 7',
    openDate: '2026-02-16',
    weight: 4,
  },
  {
    client: CLIENT_NAMES.surroundedBySpaces,
    character: 'estate planning',
    attorney: 'soren.lindqvist',
    description: 'Trust administration after death of settlor',
    openDate: '2026-02-23',
    weight: 5,
  },
  {
    client: CLIENT_NAMES.plain,
    character: 'estate planning',
    attorney: 'soren.lindqvist',
    description: 'Will, advance directive, guardianship nomination',
    openDate: '2026-03-02',
    weight: 4,
    status: 'pending',
  },
];

export const MATTERS: readonly FirmMatter[] = OPENINGS.map((opening, at) => ({
  displayNumber: `2026-${String(at + 1).padStart(4, '0')}`,
  description: opening.description,
  client: opening.client,
  character: opening.character,
  practiceArea: PRACTICE_AREA_OF[opening.character],
  responsibleAttorney: `${opening.attorney}@hartwell-reyes.example`,
  status: opening.status ?? 'open',
  openDate: opening.openDate,
  weight: opening.weight,
  expectedFolder: opening.expectedFolder,
}));
