import { SeededRandom } from '../random.js';

const ACTORS = [
  'Plaintiff',
  'Defendant',
  'The Company',
  'The Trustee',
  'Landlord',
  'Tenant',
  'The Custodian',
];
const VERBS = [
  'denies',
  'alleges',
  'shall deliver',
  'has produced',
  'reserves',
  'agrees to disclose',
  'disputes',
];
const OBJECTS = [
  'each and every allegation set forth in the preceding paragraph',
  'the documents responsive to Request No. 14',
  'all rights and remedies available at law or in equity',
  'the schedules attached hereto and incorporated by reference',
  'any privileged communication inadvertently produced',
  'the obligations stated in Section 7.2 of the Agreement',
  'the amounts invoiced between January and June',
];
const TAILS = [
  'on information and belief',
  'without waiver of any objection',
  'within thirty (30) days of service',
  'as more fully described in Exhibit C',
  'subject to the protective order entered in this action',
  'to the fullest extent permitted by law',
];

export function legalSentence(random: SeededRandom): string {
  return `${random.pick(ACTORS)} ${random.pick(VERBS)} ${random.pick(OBJECTS)}, ${random.pick(TAILS)}.`;
}

export function legalParagraph(random: SeededRandom): string {
  return Array.from({ length: random.between(3, 6) }, () => legalSentence(random)).join(' ');
}

const POOL_SIZE = 256 * 1024;
let transcriptPool: Buffer | undefined;

/** A long transcript in numbered lines, made once and cut from; ASCII, so that any cut is valid text. */
export function transcript(): Buffer {
  if (transcriptPool !== undefined) return transcriptPool;
  const random = new SeededRandom('transcript');
  const lines: string[] = [];
  for (let size = 0, at = 1; size < POOL_SIZE; at += 1) {
    const line = `${String((at % 25) + 1).padStart(4)}   ${at % 2 === 0 ? 'A.' : 'Q.'}  ${legalSentence(random)}\r\n`;
    lines.push(line);
    size += line.length;
  }
  transcriptPool = Buffer.from(lines.join(''), 'ascii');
  return transcriptPool;
}
