import type { EventData, FirmId } from '@counterpart/contracts';
import { NOBODY, oneLine, type Message } from './letter.js';
import type { Words } from './words/words.js';

const VENDORS = { clio: 'Clio', dropbox: 'Dropbox' } as const;

/** Tells the firm that a vendor refuses its grant for good: only a person can mend that. */
export function connectionRefusedNotice(
  { vendor, word }: EventData<'CredentialRefused'>,
  firm: FirmId,
  { connections, frame }: Words,
): Message {
  const name = VENDORS[vendor];
  return {
    headline: connections.headline(name),
    about: NOBODY,
    facts: [
      ['happened', connections.happened(name)],
      ['did', connections.did(name)],
      ['todo', connections.todo(name)],
      ['runIt', `counterpart connect ${vendor} --firm ${firm}`],
      ['firm', firm],
      ['vendorsWord', word === '' ? frame.none : oneLine(word)],
    ],
  };
}
