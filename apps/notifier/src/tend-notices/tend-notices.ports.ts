import type { Event, FirmId } from '@counterpart/contracts';

/** Notices that wait. */
export interface WaitingNotices {
  /** Those whose time has come and that neither were sent nor withdrawn, the oldest first. */
  due(firm: FirmId, now: Date): Promise<readonly Event<'NoticeDeferred'>[]>;
}
