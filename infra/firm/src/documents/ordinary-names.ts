import type { MatterCharacter } from '../firm-book.js';
import type { SeededRandom } from '../random.js';
import type { DocumentKind } from './document-plan.js';

type Weighted<T> = readonly (readonly [T, number])[];

/** Which categories a matter's documents fall in; null = filed without one. */
export const CATEGORY_MIX: Record<MatterCharacter, Weighted<string | null>> = {
  litigation: [
    ['Pleadings', 28],
    ['Correspondence', 24],
    ['Discovery', 30],
    ['Contracts', 5],
    ['Medical Records', 6],
    ['Privileged', 4],
    ['Attorney-Client', 3],
    [null, 7],
  ],
  investigation: [
    ['Discovery', 45],
    ['Correspondence', 30],
    ['Contracts', 10],
    ['Attorney-Client', 8],
    [null, 15],
  ],
  'real estate': [
    ['Contracts', 50],
    ['Correspondence', 30],
    ['Pleadings', 5],
    // Not of a kind that the firm’s rule locks away.
    ['Attorney-Client', 4],
    [null, 15],
  ],
  'estate planning': [
    ['Contracts', 40],
    ['Correspondence', 30],
    ['Medical Records', 15],
    [null, 15],
  ],
};

/** Which file types a category holds. */
const KIND_MIX: Record<string, Weighted<DocumentKind>> = {
  Pleadings: [
    ['pdf', 75],
    ['docx', 22],
    ['tiff', 3],
  ],
  Correspondence: [
    ['eml', 55],
    ['pdf', 22],
    ['docx', 20],
    ['txt', 3],
  ],
  Discovery: [
    ['pdf', 45],
    ['xlsx', 15],
    ['jpeg', 14],
    ['eml', 10],
    ['tiff', 6],
    ['txt', 8],
    ['png', 2],
  ],
  Contracts: [
    ['docx', 50],
    ['pdf', 42],
    ['xlsx', 8],
  ],
  'Medical Records': [
    ['pdf', 60],
    ['tiff', 15],
    ['jpeg', 20],
    ['png', 5],
  ],
};

const UNFILED_MIX: Weighted<DocumentKind> = [
  ['pdf', 35],
  ['txt', 20],
  ['jpeg', 15],
  ['png', 15],
  ['docx', 10],
  ['xlsx', 5],
];

const SUBJECTS: Record<string, readonly string[]> = {
  Pleadings: [
    'Complaint',
    'Answer and Affirmative Defenses',
    'Motion to Compel Further Responses',
    'Memorandum of Points and Authorities',
    'Stipulation and Proposed Order',
    'Notice of Hearing',
    'Case Management Statement',
    'Reply Brief',
  ],
  Correspondence: [
    'Letter to opposing counsel re discovery deficiencies',
    'RE Settlement conference',
    'FW Signed authorization',
    'Letter to client re status',
    'Meet and confer letter',
    'RE RE Scheduling of depositions',
    'Demand letter',
  ],
  Discovery: [
    'Special Interrogatories, Set One',
    'Responses to Requests for Production',
    'Deposition Transcript',
    'Privilege Log',
    'Production Volume',
    'Custodian Interview Notes',
    'Expert Report',
  ],
  Contracts: [
    'Purchase and Sale Agreement',
    'Amendment to Lease',
    'Engagement Agreement',
    'Non-Disclosure Agreement',
    'Trust Agreement',
    'Closing Statement',
    'Escrow Instructions',
  ],
  'Medical Records': [
    'Hospital Chart',
    'Radiology Report',
    'Billing Statement',
    'Physician Letter',
    'Therapy Notes',
  ],
};

const UNFILED_SUBJECTS: readonly string[] = [
  'Scan',
  'Notes to file',
  'Phone message',
  'Photo',
  'Intake form',
];

export function pickKind(random: SeededRandom, category: string | null): DocumentKind {
  return random.pickWeighted(category === null ? UNFILED_MIX : (KIND_MIX[category] ?? UNFILED_MIX));
}

/** A title as a clerk would type it, with the day it was received. */
export function pickTitle(random: SeededRandom, category: string | null, day: string): string {
  const subject = random.pick(
    category === null ? UNFILED_SUBJECTS : (SUBJECTS[category] ?? UNFILED_SUBJECTS),
  );
  return random.unit() < 0.5 ? `${day} ${subject}` : `${subject} (${day})`;
}
