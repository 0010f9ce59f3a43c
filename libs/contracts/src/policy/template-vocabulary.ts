/** What a template may name. `text` and `date` decide which filters fit. */
export interface FieldMeaning {
  readonly gives: 'text' | 'date';
  /** Written where Clio has no value and the template names no `default`. */
  readonly absent: string;
  readonly meaning: string;
}

/** Fields of a matter, as Clio shows it. */
export const MATTER_FIELDS = Object.freeze({
  MatterNumber: {
    gives: 'text',
    absent: 'No number',
    meaning: 'The number that the firm knows the matter by: Clio’s display number',
  },
  DisplayNumber: {
    gives: 'text',
    absent: 'No number',
    meaning: 'The same as `MatterNumber`, by the name that Clio’s API gives it',
  },
  SequenceNumber: {
    gives: 'text',
    absent: 'No number',
    meaning: 'Clio’s running number of the matter within the account',
  },
  CustomNumber: { gives: 'text', absent: 'No number', meaning: 'The custom number, where the firm uses one' },
  MatterId: { gives: 'text', absent: 'No id', meaning: 'Clio’s id of the matter; it never changes' },
  Description: { gives: 'text', absent: 'No description', meaning: 'The matter’s description' },
  Client: { gives: 'text', absent: 'No client', meaning: 'The client’s full name, person or company' },
  ClientLastName: {
    gives: 'text',
    absent: 'No client',
    meaning: 'A person’s last name; a company’s name as a whole',
  },
  ClientFirstName: {
    gives: 'text',
    absent: 'No first name',
    meaning: 'A person’s first name; a company has none',
  },
  ClientReference: { gives: 'text', absent: 'No reference', meaning: 'The client’s own reference' },
  PracticeArea: { gives: 'text', absent: 'No practice area', meaning: 'The practice area’s name' },
  MatterType: {
    gives: 'text',
    absent: 'No matter type',
    meaning: 'What the policy’s `matterType` says a matter’s type is; Clio has no such field of its own',
  },
  MatterStage: { gives: 'text', absent: 'No stage', meaning: 'The matter’s stage' },
  ResponsibleAttorney: {
    gives: 'text',
    absent: 'No attorney',
    meaning: 'The responsible attorney’s full name',
  },
  Status: { gives: 'text', absent: 'No status', meaning: '`Pending`, `Open` or `Closed`' },
  OpenYear: { gives: 'text', absent: 'No year', meaning: 'Year in which the matter was opened' },
  OpenDate: { gives: 'date', absent: 'No date', meaning: 'Day on which the matter was opened' },
  CloseYear: { gives: 'text', absent: 'No year', meaning: 'Year in which the matter was closed' },
  CloseDate: { gives: 'date', absent: 'No date', meaning: 'Day on which the matter was closed' },
} as const satisfies Readonly<Record<string, FieldMeaning>>);
export type MatterField = keyof typeof MATTER_FIELDS;

/** Fields of one version of a document; a version’s name may use those of its matter too. */
export const VERSION_FIELDS = Object.freeze({
  Name: {
    gives: 'text',
    absent: 'Untitled',
    meaning: 'The file’s name without its extension, which is kept at the end',
  },
  Version: { gives: 'text', absent: '0', meaning: 'Clio’s number of the version' },
  VersionDate: { gives: 'date', absent: 'undated', meaning: 'Day on which the version was received' },
  DocumentId: { gives: 'text', absent: 'No id', meaning: 'Clio’s id of the document; it never changes' },
  Category: { gives: 'text', absent: 'No category', meaning: 'The document’s category' },
} as const satisfies Readonly<Record<string, FieldMeaning>>);
export type VersionField = keyof typeof VERSION_FIELDS;

/** What a filter does, and which argument it takes. */
export interface FilterMeaning {
  readonly argument: 'none' | 'optional' | 'required';
  /** `date` filters fit date fields only. */
  readonly fits: 'any' | 'date';
  readonly meaning: string;
  /** @returns what is wrong with an argument; undefined where it fits */
  readonly fault?: (argument: string) => string | undefined;
}

const positive = (argument: string): string | undefined =>
  /^[1-9][0-9]?$/.test(argument) ? undefined : 'takes a whole number from 1 to 99';

/** A date’s layout: year, month and day, joined by `-`, `.`, `_` or a blank. */
const DATE_LAYOUT = /^(YYYY|YY|MM|DD)([-._ ]?(YYYY|YY|MM|DD))*$/;

export const FILTERS = Object.freeze({
  upper: { argument: 'none', fits: 'any', meaning: 'In capital letters' },
  lower: { argument: 'none', fits: 'any', meaning: 'In small letters' },
  slug: {
    argument: 'none',
    fits: 'any',
    meaning:
      'Small letters and digits without accents, joined by hyphens: `O’Brien & Söhne` → `o-brien-sohne`',
  },
  first: {
    argument: 'optional',
    fits: 'any',
    meaning: 'The first letter or digit; `first:3` takes three',
    fault: positive,
  },
  max: {
    argument: 'required',
    fits: 'any',
    meaning: 'At most so many characters: `max:20`',
    fault: positive,
  },
  pad: {
    argument: 'required',
    fits: 'any',
    meaning: 'Zeros in front up to a length: `pad:5` makes `42` to `00042`',
    fault: positive,
  },
  default: {
    argument: 'required',
    fits: 'any',
    meaning: 'What is written where there is no value: `default:Unassigned`',
    fault: (argument) => (argument.trim() === '' ? 'needs a word that is written in its place' : undefined),
  },
  date: {
    argument: 'required',
    fits: 'date',
    meaning: 'A date’s layout of `YYYY`, `YY`, `MM` and `DD`: `date:YYYY-MM`',
    fault: (argument) =>
      DATE_LAYOUT.test(argument)
        ? undefined
        : 'takes YYYY, YY, MM and DD, joined by “-”, “.”, “_” or a blank',
  },
} as const satisfies Readonly<Record<string, FilterMeaning>>);
export type FilterName = keyof typeof FILTERS;
