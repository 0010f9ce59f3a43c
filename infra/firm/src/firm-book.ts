import { CONTACTS } from './book/contacts.js';
import { MATTERS } from './book/matters.js';
import { DOCUMENT_CATEGORIES, PRACTICE_AREAS, USERS } from './book/office.js';

/** A member of the firm. Clio keeps users read-only in its API: they are seeded, never created. */
export interface FirmUser {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly subscriptionType: 'Attorney' | 'NonAttorney';
  readonly accountOwner: boolean;
}

/** `category` is one of Clio's practice area categories (OpenAPI v4, `POST /practice_areas`). */
export interface FirmPracticeArea {
  readonly name: string;
  readonly code: string;
  readonly category: string;
}

/** A person has a first and a last name; a company has only `name`. `name` is unique in the book, byte by byte. */
export interface FirmContact {
  readonly type: 'Person' | 'Company';
  readonly name: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
}

/** What a matter is about; it decides which categories and names its documents get. */
export type MatterCharacter = 'litigation' | 'investigation' | 'real estate' | 'estate planning';

export interface FirmMatter {
  /** Given by hand, as firms with manual matter numbering do. */
  readonly displayNumber: string;
  readonly description: string;
  /** The `name` of a contact of the book. */
  readonly client: string;
  readonly character: MatterCharacter;
  /** The `name` of a practice area of the book. */
  readonly practiceArea: string;
  /** The `email` of a user of the book. */
  readonly responsibleAttorney: string;
  readonly status: 'open' | 'pending';
  /** ISO date. */
  readonly openDate: string;
  /** Share of the firm's documents, relative to the other matters. */
  readonly weight: number;
  /** The matter's folder in Dropbox, written by hand from the specification; undefined while nobody did. */
  readonly expectedFolder: string | undefined;
}

export interface FirmBook {
  readonly name: string;
  readonly users: readonly FirmUser[];
  readonly practiceAreas: readonly FirmPracticeArea[];
  readonly documentCategories: readonly string[];
  readonly contacts: readonly FirmContact[];
  readonly matters: readonly FirmMatter[];
}

/** The whole law firm, apart from its documents. */
export const FIRM_BOOK: FirmBook = {
  name: 'Hartwell & Reyes LLP',
  users: USERS,
  practiceAreas: PRACTICE_AREAS,
  documentCategories: DOCUMENT_CATEGORIES,
  contacts: CONTACTS,
  matters: MATTERS,
};
