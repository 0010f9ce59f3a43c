import type { Event, FirmId } from '@counterpart/contracts';

/** What the trail tells of a notice. */
export type NoticeEvent = Event<
  'NoticeSent' | 'NoticeDeferred' | 'NoticeWithdrawn' | 'NoticeRefused' | 'NoticeBounced'
>;

/** Which notices are wanted. */
export interface NoticeWish {
  readonly firm: FirmId;
  /** Null for every kind. */
  readonly kind: string | null;
  /** Only those that a mail server refused for good. */
  readonly refused: boolean;
  /** Only those that came back or are late; with `refused` those of either. */
  readonly bounced: boolean;
  readonly limit: number;
}

/** Where notices stand. */
export interface NoticeBook {
  /** The newest first. */
  read(wish: NoticeWish): Promise<readonly NoticeEvent[]>;
}
