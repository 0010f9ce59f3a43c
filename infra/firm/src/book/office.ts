import type { FirmPracticeArea, FirmUser } from '../firm-book.js';

type Seat = readonly [firstName: string, lastName: string, mailbox: string];

const ATTORNEYS: readonly Seat[] = [
  ['Eleanor', 'Hartwell', 'eleanor.hartwell'],
  ['Marisol', 'Reyes', 'marisol.reyes'],
  ['Daniel', 'Okafor', 'daniel.okafor'],
  ['Priya', 'Raman', 'priya.raman'],
  ['Søren', 'Lindqvist', 'soren.lindqvist'],
];

const PARALEGALS: readonly Seat[] = [
  ['Grace', 'Lin', 'grace.lin'],
  ['Samuel', 'Adeyemi', 'samuel.adeyemi'],
  ['Noémie', 'Dubois', 'noemie.dubois'],
];

function user(seat: Seat, subscriptionType: FirmUser['subscriptionType']): FirmUser {
  const [firstName, lastName, mailbox] = seat;
  const email = `${mailbox}@hartwell-reyes.example`;
  return { firstName, lastName, email, subscriptionType, accountOwner: mailbox === 'eleanor.hartwell' };
}

export const USERS: readonly FirmUser[] = [
  ...ATTORNEYS.map((seat) => user(seat, 'Attorney')),
  ...PARALEGALS.map((seat) => user(seat, 'NonAttorney')),
];

export const PRACTICE_AREAS: readonly FirmPracticeArea[] = [
  { name: 'Litigation', code: 'LIT', category: 'civil_litigation' },
  { name: 'Investigations', code: 'INV', category: 'government' },
  { name: 'Real Estate', code: 'RE', category: 'real_estate' },
  { name: 'Estate Planning', code: 'EST', category: 'wills_and_estates' },
];

/** The last one is in no routing rule of the product's default policy: it is there to be unmapped. */
export const DOCUMENT_CATEGORIES: readonly string[] = [
  'Pleadings',
  'Correspondence',
  'Discovery',
  'Contracts',
  'Medical Records',
  'Privileged',
  'Attorney-Client',
];
