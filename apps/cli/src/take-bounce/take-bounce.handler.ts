import type { Taken } from '@counterpart/bounces';
import { BOUNCE_REASONS, type FirmId } from '@counterpart/contracts';
import type { BounceBook } from './take-bounce.ports.js';

/** Takes a mail that came back and that a person saved. */
export const takeBounce = (
  book: BounceBook,
  firm: FirmId,
  { bytes, by }: { readonly bytes: Uint8Array; readonly by: string },
): Promise<Taken> => book.take({ firm, bytes, actor: `user:${by}` });

const WHY = {
  'auto-reply': 'It is an automatic reply, no bounce.',
  'no-report': 'It is no delivery report (RFC 3464). A bounce that was forwarded is to be saved as it came.',
  'nothing-failed': 'It tells of no recipient whom the e-mail did not reach.',
} as const;

/** What came of it, in words. */
export function takenWords(firm: FirmId, taken: Taken): string {
  switch (taken.kind) {
    case 'ignored':
      return `${WHY[taken.why]} Nothing was recorded.`;
    case 'unknown':
      return `Firm ${firm} was sent no such e-mail, as far as the trail tells. Nothing was recorded.`;
    case 'taken':
      return taken.bounces
        .map(({ recipient, outcome, reason, status, isNew }) => {
          const how = outcome === 'failed' ? 'did not get it' : 'has not got it yet';
          const told = isNew ? 'It is on the trail now.' : 'It was on the trail before.';
          return `${recipient} ${how}: ${BOUNCE_REASONS[reason].meaning} (${reason}, ${status}) ${told}`;
        })
        .join('\n');
  }
}
