import { BOUNCE_REASONS, type MatterId } from '@counterpart/contracts';
import type { NoticeBook, NoticeEvent, NoticeWish } from './list-notices.ports.js';

/** One word of the trail about a notice. */
export interface ToldNotice {
  readonly at: string;
  readonly kind: string;
  readonly state: 'sent' | 'waits' | 'withdrawn' | 'refused' | 'bounced' | 'delayed';
  /** Whom it reached, until when it waits, why it was not sent, who was refused by which reply, or whom it did not reach and why. */
  readonly detail: string;
  readonly matter: MatterId | null;
  /** The stream of what it tells of, e.g. the document’s. */
  readonly of: string;
  /** The event that it tells of; null for a summary. */
  readonly about: string | null;
}

/** What the trail tells of a firm’s notices, the newest first. */
export async function listNotices(
  book: NoticeBook,
  wish: NoticeWish,
): Promise<{ readonly notices: readonly ToldNotice[] }> {
  return { notices: (await book.read(wish)).map(inWords) };
}

function inWords(event: NoticeEvent): ToldNotice {
  const { kind, matter, about } = event.data;
  return { at: event.time, kind, ...stateOf(event), matter, of: event.subject, about };
}

function stateOf(event: NoticeEvent): Pick<ToldNotice, 'state' | 'detail'> {
  switch (event.name) {
    case 'NoticeSent': {
      const { recipients, messageId } = event.data;
      return {
        state: 'sent',
        detail: `to ${recipients} recipient${recipients === 1 ? '' : 's'}, ${messageId}`,
      };
    }
    case 'NoticeDeferred':
      return { state: 'waits', detail: `until ${event.data.until}, ${event.data.because}` };
    case 'NoticeWithdrawn':
      return { state: 'withdrawn', detail: event.data.because };
    case 'NoticeRefused': {
      const replies = event.data.refused.map(({ recipient, code }) => `${recipient}: ${code}`);
      return { state: 'refused', detail: `${replies.join(', ')}; ${event.data.accepted} got it` };
    }
    case 'NoticeBounced': {
      const { recipient, outcome, reason, status } = event.data;
      const why = `${BOUNCE_REASONS[reason].meaning} (${reason}, ${status})`;
      return { state: outcome === 'failed' ? 'bounced' : 'delayed', detail: `${recipient}: ${why}` };
    }
  }
}
