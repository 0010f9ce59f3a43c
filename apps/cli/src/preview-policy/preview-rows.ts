import type { Reason } from '@counterpart/contracts';
import type { Preview, PreviewCount } from './preview-policy.handler.js';

const WORDS: Readonly<Record<PreviewCount, string>> = {
  matters: 'matters',
  documents: 'documents',
  folderMoves: 'folders to move',
  fileMoves: 'files to move one by one',
  documentsMoved: 'documents that change their place',
  documentsUnmoved: 'documents that stay',
  versionsAlong: 'prior versions that go along with their document',
  copiesAlong: 'copies of clients’ uploads that follow',
  intoRestricted: 'moves into the restricted folder',
  outOfRestricted: 'moves out of the restricted folder, each to be confirmed',
  collisions: 'names that are taken',
  leftOut: 'documents that are left out; what lies in Dropbox stays',
  arrivals: 'documents to mirror for the first time',
  unmapped: 'documents in the default subfolder, their category is not mapped',
  inFlight: 'documents on their way, which keep the place they were given',
};

/** The counts of a preview as rows, those that are zero left out but for the firm’s size. */
export const countRows = ({ counts }: Preview): readonly (readonly string[])[] =>
  (Object.keys(WORDS) as PreviewCount[])
    .filter((count) => counts[count] > 0 || count === 'matters' || count === 'documents')
    .map((count) => [String(counts[count]), WORDS[count]]);

export const PREVIEW_HEADING = ['what', 'from', 'to', 'why'];

/** What would happen, one row each: conflicts first, because they need a person. */
export function previewRows({ plan }: Preview): readonly (readonly string[])[] {
  return [
    ...plan.collisions.map(({ owner, wished, given, heldBy }) => [
      given === null ? 'conflict' : 'suffix',
      wished,
      given ?? 'stays',
      `${owner}: held by ${heldBy ?? 'what was put there by hand'}`,
    ]),
    ...plan.moves.map(({ kind, from, to, via, access, why }) => [
      access === 'unchanged' ? `move ${kind}` : `move ${kind} ${access}`,
      from,
      to,
      via === null ? becauseOf(why) : `${becauseOf(why)}; by ${via}`,
    ]),
    ...plan.along.map(({ document, what, from, to, access }) => [
      access === 'unchanged' ? `move ${what}` : `move ${what} ${access}`,
      from,
      to,
      `goes along with document ${document}`,
    ]),
    ...plan.leftOut.map(({ document, path, reason, why }) => [
      'leave out',
      path ?? `document ${document}`,
      path === null ? 'not mirrored' : 'stays',
      `${reason}: ${becauseOf(why)}`,
    ]),
    ...plan.arrivals.map(({ document, path, why }) => [
      'mirror',
      `document ${document}`,
      path,
      becauseOf(why),
    ]),
  ];
}

const becauseOf = (why: readonly Reason[]): string =>
  why
    .map(({ rule, on, gives }) => (on === null ? `${rule} → ${gives}` : `${rule}: ${on} → ${gives}`))
    .join('; ');
