import { firmStream, type FirmId, type Policy } from '@counterpart/contracts';
import type { EventStore, Transaction } from '@counterpart/event-store';
import type { PolicyBook } from './policy-book.js';
import { policyChanges, type PolicyChange } from './policy-changes.js';

/** A policy that a person wants to come into force. */
export interface PolicyWish {
  readonly firm: FirmId;
  /** Checked before; its `version` is given anew. */
  readonly policy: Policy;
  /** Version that the person had before their eyes; undefined where they name none. */
  readonly madeFrom: number | undefined;
  readonly note: string | null;
  /** `user:…` */
  readonly actor: string;
  /** A UUIDv7 of this wish: the cause of what is appended. */
  readonly id: string;
  readonly now: Date;
}

/**
 * `applied`: in force from now on. `unchanged`: it says what is in force already, nothing was recorded.
 * `stale`: another version came into force since the person looked; nothing was recorded.
 */
export type Applied =
  | { readonly outcome: 'applied'; readonly version: number; readonly changes: readonly PolicyChange[] }
  | { readonly outcome: 'unchanged'; readonly version: number }
  | { readonly outcome: 'stale'; readonly version: number };

/** Brings a policy into force: one `PolicyApplied` on the firm’s stream, its version one more than the one before. */
export function applyPolicy(store: EventStore, book: PolicyBook, wish: PolicyWish): Promise<Applied> {
  const { firm, policy, madeFrom, note } = wish;
  const decide = async (tx: Transaction): Promise<Applied> => {
    const { current, streamVersion } = await book.of(firm, tx);
    if (madeFrom !== undefined && madeFrom !== current.version) {
      return { outcome: 'stale', version: current.version };
    }
    const changes = policyChanges(current, policy);
    if (changes.length === 0) return { outcome: 'unchanged', version: current.version };
    const version = current.version + 1;
    const stream = firmStream(firm);
    const data = { policy: { ...policy, version }, replaces: current.version, note };
    const cause = {
      eventId: wish.id,
      correlationId: wish.id,
      handler: 'console.apply-policy',
      actor: wish.actor,
      source: '/counterpart/console',
    };
    const events = [{ name: 'PolicyApplied', stream, firm, key: firm, data }] as const;
    await store.append(tx, cause, [{ stream, expected: streamVersion, events }], wish.now);
    return { outcome: 'applied', version, changes };
  };
  return store.transact(decide, { afresh: true, firm });
}
