import { ClioClient } from '@counterpart/clio-client';
import type { FirmId } from '@counterpart/contracts';
import type { Urgency } from '@counterpart/pacer';
import type { Firms } from '@counterpart/service-defaults';
import { clioOptions } from './client-options.js';
import { GrantTokens } from './grant-tokens.js';
import type { SharedLedgers } from './postgres/shared-ledgers.js';

/** One Clio client for each firm. */
export class ClioConnections {
  readonly #open = new Map<FirmId, ClioClient>();

  constructor(
    private readonly firms: Firms,
    /** Where the firms’ budgets of calls are shared; without it each client keeps to one of its own. */
    private readonly ledgers?: SharedLedgers,
    private readonly tokens = new GrantTokens(),
  ) {}

  /** @throws FirmUnknown, NoMasterKey */
  of(firm: FirmId): ClioClient {
    const known = this.#open.get(firm);
    if (known !== undefined) return known;
    const configured = this.firms.get(firm);
    const options = clioOptions(configured, this.tokens.of(configured, 'clio'));
    const budget = this.ledgers === undefined ? {} : { budget: this.ledgers.of(firm) };
    const client = new ClioClient({ ...options, ...budget });
    this.#open.set(firm, client);
    return client;
  }

  /** Whether calls of this urgency for the firm wait for its budget in this process, and have for a moment. */
  isWaiting(firm: FirmId, urgency: Urgency): boolean {
    return this.#open.get(firm)?.isWaiting(urgency) ?? false;
  }
}
