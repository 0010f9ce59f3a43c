import type { FailureCode, FirmId } from '@counterpart/contracts';
import { NOBODY, type Message } from './letter.js';
import type { Words } from './words/words.js';

const FULL: FailureCode = 'DROPBOX_FULL';

/** Whether work waits because the firm’s Dropbox has no space for it. Whatever else is tried again is nobody’s work yet. */
export const isOfFullness = ({ code }: { readonly code: FailureCode }): boolean => code === FULL;

/** Tells the firm that its Dropbox has no space left: only people can mend that. */
export function fullnessNotice(firm: FirmId, { failures, fullness }: Words): Message {
  return {
    headline: fullness.headline,
    about: NOBODY,
    facts: [
      ['happened', failures.meaning(FULL)],
      ['did', fullness.did],
      ['todo', fullness.todo],
      ['showWith', `counterpart parked list --firm ${firm}`],
      ['retryWith', `counterpart parked retry --firm ${firm} --code ${FULL}`],
      ['firm', firm],
      ['code', FULL],
    ],
  };
}
