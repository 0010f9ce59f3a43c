import type { FirmId } from '@counterpart/contracts';
import type { Model } from '../detection/hint.js';

/** A webhook of ours at Clio, found by the unguessable token in its address. */
export interface Hook {
  readonly token: string;
  readonly firm: FirmId;
  readonly model: Model;
  /** Keys that deliveries may be signed with; empty until the handshake. */
  readonly secrets: readonly Buffer[];
}

/** The webhooks we made. */
export interface Hooks {
  byToken(token: string): Promise<Hook | undefined>;
  /**
   * Keeps the secret of a handshake, durably, before it is answered.
   * @returns false where the hook already has another secret: somebody else’s handshake
   */
  keepSecret(hook: Hook, secret: string): Promise<boolean>;
}

/** Where accepted deliveries go. */
export interface DeliveryTopic {
  /** Resolves when the record is on all in-sync replicas (acks=all). */
  put(record: { key: string; value: Buffer; eventId: string }): Promise<void>;
}

/** What became of a request; counted by name. */
export type Outcome =
  | 'accepted'
  | 'repeated'
  | 'handshake'
  | 'unknown-hook'
  | 'unsigned'
  | 'forged'
  | 'malformed'
  | 'limited'
  | 'refused-handshake'
  | 'unavailable';
