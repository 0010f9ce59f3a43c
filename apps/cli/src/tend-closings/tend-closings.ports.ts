import type { Event, EventId, FirmId, MatterId } from '@counterpart/contracts';

/** A person’s word that a closing is to be tried again. */
export interface RetryWish {
  readonly firm: FirmId;
  readonly matter: MatterId;
  readonly closing: EventId;
  /** `user:…` */
  readonly actor: string;
  readonly why: string | null;
}

/** Where closings stand. */
export interface ClosingBooks {
  /** The stories of a firm’s matters that were ever closed, by the matter. */
  closedMatters(firm: FirmId): Promise<readonly (readonly Event[])[]>;
  story(firm: FirmId, matter: MatterId): Promise<readonly Event[]>;
  retry(wish: RetryWish): Promise<void>;
}
