import type { FirmId, MatterId } from '@counterpart/contracts';

/** A person’s word about a matter’s legal hold. */
export interface HoldWish {
  readonly firm: FirmId;
  readonly matter: MatterId;
  /** `user:…` */
  readonly actor: string;
  readonly reason: string;
}

/** A legal hold that lasts. */
export interface Hold {
  readonly matter: MatterId;
  readonly matterNumber: string | null;
  readonly client: string | null;
  readonly reason: string;
  /** `user:…` */
  readonly setBy: string;
  readonly setAt: string;
}

/** `unknown-matter`: the trail has none of this id. `no-change`: it stands so already. Nothing was recorded then. */
export type HoldOutcome = 'set' | 'lifted' | 'no-change' | 'unknown-matter';

/** Where legal holds stand. */
export interface HoldBooks {
  set(wish: HoldWish): Promise<HoldOutcome>;
  lift(wish: HoldWish): Promise<HoldOutcome>;
  /** The holds that last, the oldest first. */
  list(firm: FirmId): Promise<readonly Hold[]>;
}
