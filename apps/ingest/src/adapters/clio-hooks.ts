import type { ClioConnections } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import type { Model } from '../detection/hint.js';
import type { ClioHook } from '../detection/plan-hooks.js';
import type { HookRegistry } from '../keep-hooks-alive/keep-hooks-alive.ports.js';

const EVENTS: Readonly<Record<Model, readonly string[]>> = {
  document: ['created', 'updated', 'deleted'],
  matter: ['created', 'updated', 'deleted', 'matter_opened', 'matter_pended', 'matter_closed'],
  folder: ['created', 'updated', 'deleted'],
  contact: ['updated'],
};

/** Webhooks through Clio’s API. */
export class ClioHooks implements HookRegistry {
  constructor(private readonly connections: ClioConnections) {}

  async list(firm: FirmId): Promise<readonly ClioHook[]> {
    const hooks: ClioHook[] = [];
    for await (const hook of this.connections.of(firm).listWebhooks()) {
      const { id: webhook, url, status, expires_at: expires, shared_secret: secret = null } = hook;
      const expiresAt = expires == null ? null : new Date(expires);
      hooks.push({ webhook, url, status, expiresAt, secret });
    }
    return hooks;
  }

  async create(
    firm: FirmId,
    { url, model, expiresAt }: { url: string; model: Model; expiresAt: Date },
  ): Promise<{ webhook: string; secret: string | null }> {
    const hook = await this.connections
      .of(firm)
      .createWebhook({ url, model, events: EVENTS[model], expiresAt });
    return { webhook: hook.id, secret: hook.shared_secret ?? null };
  }

  async renew(firm: FirmId, webhook: string, expiresAt: Date): Promise<void> {
    await this.connections.of(firm).renewWebhook(webhook, expiresAt);
  }

  remove(firm: FirmId, webhook: string): Promise<void> {
    return this.connections.of(firm).deleteWebhook(webhook);
  }
}
