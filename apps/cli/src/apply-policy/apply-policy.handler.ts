import type { FirmId, Policy } from '@counterpart/contracts';
import { policyChanges, type Applied, type PolicyChange } from '@counterpart/policies';
import type { CheckedFile } from '../check-policy/check-policy.handler.js';
import type { PolicyShelf } from './apply-policy.ports.js';

/** A policy in force or before, as it is shown. */
export interface ShownPolicy {
  readonly firm: FirmId;
  readonly policy: Policy;
  readonly inForce: boolean;
}

/** @returns undefined where the firm had no policy of that version */
export async function showPolicy(
  shelf: PolicyShelf,
  firm: FirmId,
  version: number | undefined,
): Promise<ShownPolicy | undefined> {
  const { current, at } = await shelf.of(firm);
  const policy = version === undefined ? current : at(version);
  return policy && { firm, policy, inForce: policy.version === current.version };
}

/** What a policy would change. */
export interface PolicyDiff {
  readonly firm: FirmId;
  /** Version in force. */
  readonly version: number;
  readonly changes: readonly PolicyChange[];
}

/** Compares a policy with the one in force, field by field. */
export async function diffPolicy(shelf: PolicyShelf, firm: FirmId, policy: Policy): Promise<PolicyDiff> {
  const { current } = await shelf.of(firm);
  return { firm, version: current.version, changes: policyChanges(current, policy) };
}

/** Who applies a policy, and why. */
export interface Signature {
  readonly by: string;
  readonly note: string | null;
}

/** Brings the policy of a file into force. */
export function applyFile(
  shelf: PolicyShelf,
  firm: FirmId,
  { policy, madeFrom }: Extract<CheckedFile, { ok: true }>,
  { by, note }: Signature,
): Promise<Applied> {
  return shelf.apply({ firm, policy, madeFrom, note, actor: `user:${by}` });
}
