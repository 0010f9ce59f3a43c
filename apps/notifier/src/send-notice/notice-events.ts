import { matterKey, type Event, type EventId, type FirmId, type MatterId } from '@counterpart/contracts';
import type { NewEvent } from '@counterpart/event-store';
import { masked } from '../notice/addressees.js';
import type { Sending } from './send-notice.ports.js';

/** The cause under which a notice’s end is recorded, whichever way it ends: it ends once. */
export const SEND_NOTICE = 'send-notice';

/** The notice that events tell of. */
export interface NoticeOf {
  readonly kind: string;
  readonly matter: MatterId | null;
  /** The event that it is about. */
  readonly about: EventId;
  readonly stream: Event['subject'];
  readonly firm: FirmId;
}

/** What is recorded of a notice that was sent; it is refused alone where nobody got it. */
export function sentEvents(
  notice: NoticeOf,
  { accepted, refused }: Sending,
  messageId: string,
): readonly NewEvent[] {
  const { kind, matter, about, stream, firm } = notice;
  const address = { stream, firm, key: matterKey(firm, matter) };
  const events: NewEvent[] = [];
  if (accepted > 0) {
    const data = { kind, about, matter, recipients: accepted, messageId };
    events.push({ name: 'NoticeSent', ...address, data });
  }
  if (refused.length > 0) {
    const told = refused.map(({ address: recipient, code }) => ({ recipient: masked(recipient), code }));
    const data = { kind, about, matter, messageId, refused: told, accepted };
    events.push({ name: 'NoticeRefused', ...address, data });
  }
  return events;
}
