import type { FirmId } from '@counterpart/contracts';
import type { Model } from '../detection/hint.js';
import type { ClioHook, OwnHook } from '../detection/plan-hooks.js';

/** Our own book of webhooks. */
export interface HookBook {
  list(firm: FirmId): Promise<readonly OwnHook[]>;
  /** Writes a new hook down, durably, before Clio is asked for it: the handshake may come first. */
  open(hook: { token: string; firm: FirmId; model: Model; url: string }): Promise<void>;
  adopt(token: string, webhook: string): Promise<void>;
  /** Keeps a secret that Clio told in its answer, where no handshake brought it. */
  offerSecret(token: string, secret: string): Promise<void>;
  forget(token: string): Promise<void>;
  /** Seals by the firm’s own key what a version before sealed by the master key itself. */
  sealAnew(firm: FirmId): Promise<void>;
  /** Runs the work on one pod at a time; elsewhere it is left out. */
  exclusively(work: () => Promise<void>): Promise<void>;
}

/** Clio’s webhook calls. */
export interface HookRegistry {
  /** Asked once a round: it costs the firm’s budget at Clio. */
  list(firm: FirmId): Promise<readonly ClioHook[]>;
  create(
    firm: FirmId,
    hook: { url: string; model: Model; expiresAt: Date },
  ): Promise<{ webhook: string; secret: string | null }>;
  renew(firm: FirmId, webhook: string, expiresAt: Date): Promise<void>;
  remove(firm: FirmId, webhook: string): Promise<void>;
}
