import type { EventData } from '@counterpart/contracts';

type Held = EventData<'ClosingHeldUp'>;

const did: Readonly<Record<EventData<'MatterArchived'>['action'], string>> = {
  move: 'Its folder was moved.',
  zip: 'Its documents were packed into a ZIP, which was read back and compared; they lie beside it.',
  prefix: 'Its folder stays where it was and bears a prefix.',
};

const waits: Readonly<Record<Held['because'], string>> = {
  'documents-unsettled': 'Some of its documents are not settled yet.',
  'folder-not-moved': 'Something lies where its folder belongs, or somebody moved the folder by hand.',
  'legal-hold': 'The matter is on legal hold: nothing of it is moved or packed.',
  'archive-refused':
    'It could not be packed as it has to be; its trail says why. The documents were left as they are.',
};

type Refusal = NonNullable<Held['refusal']>['reason'];

const refused: Readonly<Record<Refusal, string>> = {
  RESTRICTED_FOLDER_NOT_PROVEN:
    'Some of its documents are privileged, and the restricted folder is not known to be shut.',
  ARCHIVE_BROKEN: 'The ZIP did not stand up to being read back.',
  NOTHING_TO_PACK: 'No file lies in its folder.',
  PRIVILEGED_LIES_OPEN: 'A privileged document, or a copy of one, lies in its open folder.',
  FILE_UNREADABLE:
    'Dropbox gives nobody the bytes of a file in its folder: a Paper or Google document, or content that was taken down.',
  LEGAL_HOLD: 'It came to be on legal hold.',
};

const mend: Readonly<Record<Refusal, string>> = {
  RESTRICTED_FOLDER_NOT_PROVEN: 'Mend what “counterpart privilege audit” names, then have it tried again.',
  ARCHIVE_BROKEN: 'Have it tried again: another ZIP is made.',
  NOTHING_TO_PACK: 'Restore the folder from Dropbox’s deleted files, then have it tried again.',
  PRIVILEGED_LIES_OPEN: 'Move the file back into the restricted folder, then have it tried again.',
  FILE_UNREADABLE:
    'Export it to a file that lies in the folder, move the original somewhere else, then have it tried again.',
  LEGAL_HOLD: 'Nothing. Once the hold is lifted, it is packed.',
};

const remedies: Readonly<Record<Held['because'], string>> = {
  'documents-unsettled':
    'Mend what is named above, e.g. retry failed work. The closing then goes on by itself.',
  'folder-not-moved': 'Clear the place, then have it tried again.',
  'legal-hold': 'Nothing. Once the hold is lifted, the closing goes on by itself.',
  'archive-refused': 'Look at “PackingRefused” on its trail, mend the cause, then have it tried again.',
};

const states: Readonly<Record<Held['missing'][number]['state'], string>> = {
  'on-its-way': 'is still on its way',
  waiting: 'was not mirrored yet',
  held: 'is privileged, and the restricted folder is not proven',
  'in-the-way': 'something else lies at its place',
  elsewhere: 'does not lie in its matter’s folder',
};

/** Of closed matters. */
export const closings = {
  archived: {
    headline: 'A closed matter is archived',
    happened: 'The matter was closed in Clio.',
    did,
    todo: 'Nothing. The Clio matter bears a note of it.',
  },
  empty: {
    headline: 'A closed matter has no documents',
    happened: 'The matter was closed in Clio. None of its documents is in Dropbox.',
    did: 'Nothing: no archive was made, and Clio got no note.',
    todo: 'Nothing, unless there should be documents: then look whether a filter leaves them out.',
  },
  heldUp: {
    headline: 'A closed matter cannot be archived yet',
    waits,
    remedies,
    refused,
    mend,
    states,
    more: (documents: number) => `${documents} more documents`,
    did: 'It left everything as it was.',
  },
};
