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
    states,
    more: (documents: number) => `${documents} more documents`,
    did: 'It left everything as it was.',
  },
};
