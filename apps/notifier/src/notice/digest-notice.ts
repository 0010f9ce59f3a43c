import type { FirmId } from '@counterpart/contracts';
import { NOBODY, type Message } from './letter.js';
import type { Words } from './words/words.js';

/** Many notices of one kind that are told as one. */
export interface Digest {
  readonly kind: string;
  readonly firm: FirmId;
  readonly messages: readonly Message[];
}

/** Rows that a digest shows; the trail has them all. */
const SHOWN = 10;

/** Tells of many notices of one kind: how many, and the first ones. */
export function digestNotice({ kind, firm, messages }: Digest, { digests, conflicts }: Words): Message {
  const shown = messages.slice(0, SHOWN);
  return {
    headline: digests.headline(messages.length, kind),
    about: NOBODY,
    facts: [
      ['happened', digests.happened(messages.length, shown.length)],
      ['did', `${conflicts.unharmed} ${digests.did}`],
      ['todo', digests.todo],
      ['runIt', `counterpart notices list --firm ${firm} --kind ${kind}`],
      ...shown.map(({ headline, about }) => {
        const matter = about.matterNumber === null ? '' : ` (${about.matterNumber})`;
        return ['notice', `${headline}${matter}`] as const;
      }),
    ],
  };
}
