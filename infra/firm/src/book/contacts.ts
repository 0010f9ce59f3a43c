import type { FirmContact } from '../firm-book.js';

function padTo(length: number, start: string, filler: string): string {
  return (start + filler.repeat(Math.ceil(length / filler.length))).slice(0, length - 1) + '.';
}

/**
 * The clients whose names have broken other document systems. Every special character is written as an
 * escape where an editor would hide or reorder it.
 */
export const CLIENT_NAMES = {
  everyForbiddenCharacter: 'O\'Brien & Sons / "Müller: Holding" <GmbH>',
  twoHundredCharacters: padTo(
    200,
    'The Consolidated Trans-Pacific Agricultural Equipment Leasing and Refinancing Corporation of ',
    'Greater Northern California and Its Wholly Owned Subsidiaries ',
  ),
  emoji: 'Sunrise \u{1F305} Bakery & Caf\u00e9 \u{1F469}\u200D\u{1F373} LLC',
  trailingDots: 'Northwind Traders, Inc...',
  upperCase: 'ACME Corp',
  lowerCase: 'Acme Corp',
  rightToLeft:
    '\u200F\u05DB\u05D4\u05DF \u05D5\u05E9\u05D5\u05EA\u05F3, \u05E2\u05D5\u05E8\u05DB\u05D9 \u05D3\u05D9\u05DF\u200F (Tel Aviv)',
  composed: 'Ren\u00e9e Nu\u00f1ez-\u00c5str\u00f6m',
  decomposed: 'Rene\u0301e Nun\u0303ez-A\u030Astro\u0308m',
  reservedByWindows: 'CON',
  surroundedBySpaces: '  Whitfield Family Trust  ',
  plain: 'Margaret Ellison',
} as const;

export const CONTACTS: readonly FirmContact[] = [
  { type: 'Company', name: CLIENT_NAMES.everyForbiddenCharacter, email: 'legal@obrien-mueller.example' },
  { type: 'Company', name: CLIENT_NAMES.twoHundredCharacters },
  { type: 'Company', name: CLIENT_NAMES.emoji, email: 'hello@sunrise-bakery.example' },
  { type: 'Company', name: CLIENT_NAMES.trailingDots, email: 'counsel@northwind.example' },
  { type: 'Company', name: CLIENT_NAMES.upperCase, email: 'legal@acme-corp.example' },
  { type: 'Company', name: CLIENT_NAMES.lowerCase, email: 'office@acme-of-ohio.example' },
  { type: 'Company', name: CLIENT_NAMES.rightToLeft },
  {
    type: 'Person',
    name: CLIENT_NAMES.composed,
    firstName: 'Ren\u00e9e',
    lastName: 'Nu\u00f1ez-\u00c5str\u00f6m',
    email: 'renee@nunez.example',
  },
  {
    type: 'Person',
    name: CLIENT_NAMES.decomposed,
    firstName: 'Rene\u0301e',
    lastName: 'Nun\u0303ez-A\u030Astro\u0308m',
  },
  { type: 'Company', name: CLIENT_NAMES.reservedByWindows },
  { type: 'Company', name: CLIENT_NAMES.surroundedBySpaces, email: 'trustee@whitfield.example' },
  {
    type: 'Person',
    name: CLIENT_NAMES.plain,
    firstName: 'Margaret',
    lastName: 'Ellison',
    email: 'm.ellison@mail.example',
  },
  {
    type: 'Person',
    name: 'Harold Brandt',
    firstName: 'Harold',
    lastName: 'Brandt',
    email: 'hbrandt@brandt-voss.example',
  },
  { type: 'Company', name: 'Brandt Voss & Partners', email: 'service@brandt-voss.example' },
  {
    type: 'Person',
    name: 'Dr. Amara Nwosu',
    firstName: 'Amara',
    lastName: 'Nwosu',
    email: 'amara.nwosu@expert.example',
  },
  { type: 'Company', name: 'Clerk of the Superior Court, County of Alameda' },
];
