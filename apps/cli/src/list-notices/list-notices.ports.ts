import type { Event, FirmId } from '@counterpart/contracts';

/** What the trail tells of a notice. */
export type NoticeEvent = Event<'NoticeSent' | 'NoticeDeferred' | 'NoticeWithdrawn' | 'NoticeRefused'>;

/** Which notices are wanted. */
export interface NoticeWish {
  readonly firm: FirmId;
  /** Null for every kind. */
  readonly kind: string | null;
  /** Only those that a mail server refused for good. */
  readonly refused: boolean;
  readonly limit: number;
}

/** Where notices stand. */
export interface NoticeBook {
  /** The newest first. */
  read(wish: NoticeWish): Promise<readonly NoticeEvent[]>;
}
