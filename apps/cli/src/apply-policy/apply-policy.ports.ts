import type { FirmId } from '@counterpart/contracts';
import type { Applied, FirmPolicies, PolicyWish } from '@counterpart/policies';

/** The policies of firms, where they are kept. */
export interface PolicyShelf {
  of(firm: FirmId): Promise<FirmPolicies>;
  /** Brings a policy into force; see `applyPolicy`. */
  apply(wish: Omit<PolicyWish, 'id' | 'now'>): Promise<Applied>;
}
