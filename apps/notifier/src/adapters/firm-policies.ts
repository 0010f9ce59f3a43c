import type { FirmId, Policy } from '@counterpart/contracts';
import type { PolicyBook } from '@counterpart/policies';
import type { Policies } from '../send-notice/send-notice.ports.js';

/** The firms’ policies, from their streams. */
export class FirmPolicies implements Policies {
  constructor(private readonly book: PolicyBook) {}

  async inForce(firm: FirmId): Promise<Policy> {
    return (await this.book.of(firm)).current;
  }
}
