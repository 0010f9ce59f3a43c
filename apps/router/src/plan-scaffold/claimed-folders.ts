import {
  matterKey,
  matterStream,
  type FirmId,
  type MatterSnapshot,
  type Policy,
} from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';
import { candidates, matterFilter, matterFolder, scaffold } from '@counterpart/placement';
import type { FolderPlan, MatterFolders, PathClaims } from '../route-document/route-document.ports.js';

/** Gives each matter a folder that no other matter has. */
export class ClaimedFolders implements MatterFolders {
  constructor(private readonly claims: PathClaims) {}

  async plan(tx: Transaction, firm: FirmId, policy: Policy, matter: MatterSnapshot): Promise<FolderPlan> {
    const by = matterFilter(policy, matter);
    if (by !== null) return { kind: 'left-out', by };
    const stream = matterStream(firm, matter.id);
    const { value: wished, why } = matterFolder(policy, matter);
    const cut = wished.lastIndexOf('/');
    const [folder, name] = [wished.slice(0, cut), wished.slice(cut + 1)];
    const names = candidates(name, { id: matter.id, folder });
    const claimed = await this.claims.claim(tx, firm, { owner: stream, folder, names });
    const isTaken = claimed.name !== name;
    const data = {
      matter: matter.id,
      folders: [...scaffold(policy, `${folder}/${claimed.name}`)],
      policyVersion: policy.version,
      ...(claimed.heldBy === null ? {} : { heldBy: claimed.heldBy }),
      why: isTaken ? [...why, { rule: 'name.taken', on: name, gives: claimed.name }] : [...why],
    };
    const event = { name: 'ScaffoldPlanned', stream, firm, key: matterKey(firm, matter.id), data } as const;
    return { kind: 'planned', event };
  }
}
