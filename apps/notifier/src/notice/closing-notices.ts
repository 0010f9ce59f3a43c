import type { Event, EventData, FirmId, ToldNames } from '@counterpart/contracts';
import { letterOf, matterLabel, named, oneLine, onOneLine, type Fact, type Letter } from './letter.js';

/** What a closing’s letter is about. */
export interface ClosingSubject extends ToldNames {
  readonly firm: FirmId;
}

const DONE: Readonly<Record<EventData<'MatterArchived'>['action'], string>> = {
  move: 'Its folder was moved.',
  zip: 'Its documents were packed into a ZIP, which was read back and compared; they lie beside it.',
  prefix: 'Its folder stays where it was and bears a prefix.',
};

const WAITS: Readonly<Record<EventData<'ClosingHeldUp'>['because'], string>> = {
  'documents-unsettled': 'Some of its documents are not settled yet.',
  'folder-not-moved': 'Something lies where its folder belongs, or somebody moved the folder by hand.',
  'legal-hold': 'The matter is on legal hold: nothing of it is moved or packed.',
  'archive-refused': 'What was packed could not be proven whole. The documents were left as they are.',
};

const REMEDIES: Readonly<Record<EventData<'ClosingHeldUp'>['because'], string>> = {
  'documents-unsettled':
    'Mend what is named above, e.g. retry failed work. The closing then goes on by itself.',
  'folder-not-moved': 'Clear the place, then have it tried again.',
  'legal-hold': 'Nothing. Once the hold is lifted, the closing goes on by itself.',
  'archive-refused': 'Have it tried again; if it stays, look at the archiver’s log.',
};

const STATES: Readonly<Record<EventData<'ClosingHeldUp'>['missing'][number]['state'], string>> = {
  'on-its-way': 'is still on its way',
  waiting: 'was not mirrored yet',
  held: 'is privileged, and the restricted folder is not proven',
  'in-the-way': 'something else lies at its place',
  elsewhere: 'does not lie in its matter’s folder',
};

/** Tells that a closed matter is archived, and where. */
export function archivedNotice(archived: Event<'MatterArchived'>, subject: ToldNames): Letter {
  const about = onOneLine(subject);
  const { matter, action, archives, documents } = archived.data;
  return letterOf('A closed matter is archived', about, [
    ['Matter', named(matterLabel(about), matter)],
    ['What happened', 'The matter was closed in Clio.'],
    ['What Counterpart did', DONE[action]],
    ...archives.map(({ path, access }): Fact => [
      access === 'restricted' ? 'Privileged documents' : 'Where it is',
      oneLine(path),
    ]),
    ['Documents', String(documents)],
    ['Archived at', archived.time],
    ['What to do', 'Nothing. The Clio matter bears a note of it.'],
  ]);
}

/** Tells that a closed matter had nothing to be archived. */
export function nothingArchivedNotice(matter: string, subject: ToldNames): Letter {
  const about = onOneLine(subject);
  return letterOf('A closed matter has no documents', about, [
    ['Matter', named(matterLabel(about), matter)],
    ['What happened', 'The matter was closed in Clio. None of its documents is in Dropbox.'],
    ['What Counterpart did', 'Nothing: no archive was made, and Clio got no note.'],
    ['What to do', 'Nothing, unless there should be documents: then look whether a filter leaves them out.'],
  ]);
}

/** Tells that a closing cannot go on by itself, what is missing, and what to do. */
export function heldUpNotice(held: EventData<'ClosingHeldUp'>, subject: ClosingSubject): Letter {
  const about = onOneLine(subject);
  const { matter, because, missing, unsettled } = held;
  const more = unsettled - missing.length;
  return letterOf('A closed matter cannot be archived yet', about, [
    ['Matter', named(matterLabel(about), matter)],
    ['What happened', WAITS[because]],
    ...missing.map(({ document, name, state }): Fact => [
      'Document',
      `${named(oneLine(name), document)}: ${STATES[state]}`,
    ]),
    ...(more > 0 ? [['And', `${more} more documents`] as const] : []),
    ['What Counterpart did', 'It left everything as it was.'],
    ['What to do', REMEDIES[because]],
    ['See how it stands with', `counterpart closings show --firm ${subject.firm} ${matter}`],
    ['Try again with', `counterpart closings retry --firm ${subject.firm} ${matter}`],
  ]);
}
