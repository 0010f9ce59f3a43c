import {
  maskedAddress,
  matterKey,
  type Event,
  type EventData,
  type EventId,
  type FirmId,
  type MatterId,
} from '@counterpart/contracts';

/** The cause under which a notice’s end is recorded, whichever way it ends: it ends once. */
export const SEND_NOTICE = 'send-notice';

/** What became of a letter. */
export interface Sending {
  /** Recipients that the mail server took it for. */
  readonly accepted: number;
  /** Recipients that it refused for good. */
  readonly refused: readonly RefusedRecipient[];
}

export interface RefusedRecipient {
  readonly address: string;
  /** Reply code of RFC 5321, 500 to 599. */
  readonly code: number;
}

/** How a notice ended, before it is appended. */
export type EndEvent = {
  [Name in 'NoticeSent' | 'NoticeRefused']: {
    readonly name: Name;
    readonly stream: Event['subject'];
    readonly firm: FirmId;
    readonly key: string;
    readonly data: EventData<Name>;
  };
}['NoticeSent' | 'NoticeRefused'];

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
): readonly EndEvent[] {
  const { kind, matter, about, stream, firm } = notice;
  const address = { stream, firm, key: matterKey(firm, matter) };
  const events: EndEvent[] = [];
  if (accepted > 0) {
    const data = { kind, about, matter, recipients: accepted, messageId };
    events.push({ name: 'NoticeSent', ...address, data });
  }
  if (refused.length > 0) {
    const told = refused.map(({ address: recipient, code }) => ({
      recipient: maskedAddress(recipient),
      code,
    }));
    const data = { kind, about, matter, messageId, refused: told, accepted };
    events.push({ name: 'NoticeRefused', ...address, data });
  }
  return events;
}
