import type { EventData, FirmId } from '@counterpart/contracts';
import { letterOf, type Letter } from './letter.js';

const VENDORS = { clio: 'Clio', dropbox: 'Dropbox' } as const;

/** Tells the firm that a vendor refuses its grant for good: only a person can mend that. */
export function connectionRefusedNotice(
  { vendor, word }: EventData<'CredentialRefused'>,
  firm: FirmId,
): Letter {
  const name = VENDORS[vendor];
  const nobody = { documentName: null, matterNumber: null, clientName: null };
  return letterOf(`${name} no longer lets Counterpart in`, nobody, [
    ['Firm', firm],
    [
      'What happened',
      `${name} refuses the grant for good: it was revoked, or its user was suspended or removed.`,
    ],
    ['What Counterpart did', `It stopped asking ${name}. Nothing is lost: the work waits.`],
    ['What to do', `Connect ${name} again: counterpart connect ${vendor} --firm ${firm}`],
    [`${name}’s word`, word === '' ? 'none' : word],
  ]);
}
