import type { Taken } from '@counterpart/bounces';
import type { FirmId } from '@counterpart/contracts';

/** A mail that came back to somebody’s mailbox. */
interface SavedBounce {
  readonly firm: FirmId;
  /** As a mail program saves it (RFC 5322). */
  readonly bytes: Uint8Array;
  /** `user:…`: who vouches for it. */
  readonly actor: string;
}

/** Where bounces are put on the trail. */
export interface BounceBook {
  take(bounce: SavedBounce): Promise<Taken>;
}
