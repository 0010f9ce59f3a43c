import type { FirmId, Policy } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';
import type { FirmPolicies as PoliciesRead, PolicyBook } from '@counterpart/policies';
import type { Firms } from '@counterpart/service-defaults';
import type { Policies, PolicyPlace } from '../route-document/route-document.ports.js';

/** Policies of the firms that are configured here, from their streams. */
export class FirmPolicies implements Policies {
  constructor(
    private readonly firms: Firms,
    private readonly book: PolicyBook,
  ) {}

  async inForce(tx: Transaction, firm: FirmId): Promise<Policy | undefined> {
    return this.firms.find(firm) === undefined ? undefined : (await this.book.of(firm, tx)).current;
  }

  async everRestricted(tx: Transaction, firm: FirmId): Promise<readonly string[]> {
    return restrictedIn(await this.book.of(firm, tx));
  }

  placeOf(firm: FirmId): PolicyPlace | undefined {
    if (this.firms.find(firm) === undefined) return undefined;
    return {
      ...this.book.placeOf(firm),
      read: (news) => {
        const policies = this.book.takeIn(firm, news);
        return { inForce: policies.current, everRestricted: restrictedIn(policies) };
      },
    };
  }
}

/** The restricted folder of every policy that there was. */
function restrictedIn({ current, at }: PoliciesRead): readonly string[] {
  const folders = new Set<string>();
  for (let version = 0; version <= current.version; version += 1) {
    const folder = at(version)?.privileged.folder;
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders];
}
