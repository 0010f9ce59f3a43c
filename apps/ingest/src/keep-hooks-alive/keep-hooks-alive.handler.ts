import type { FirmId } from '@counterpart/contracts';
import type { Model } from '../detection/hint.js';
import { HOOK_LIFE_MS, planHooks, WATCHED, type HookAction } from '../detection/plan-hooks.js';
import type { HookBook, HookRegistry } from './keep-hooks-alive.ports.js';

/** A firm whose records are watched. */
export interface WatchedFirm {
  readonly firm: FirmId;
  /** Public address of ingest, without a trailing slash. */
  readonly webhookUrl: string;
}

/** A webhook of ours that Clio made. */
interface MadeHook {
  readonly token: string;
  readonly webhook: string;
  /** What it signs by; null where Clio did not show it. */
  readonly secret: string | null;
}

/** Chance and time, given from outside. */
export interface HookSource {
  readonly now: () => Date;
  /** An unguessable token (128 bits or more): whoever knows it may shake hands once. */
  readonly newToken: () => string;
}

/** Sees to it that every watched model has one live webhook. Made to be run again and again. */
export class KeepHooksAlive {
  constructor(
    private readonly book: HookBook,
    private readonly registry: HookRegistry,
    private readonly source: HookSource,
    /** Told of everything that was done. */
    private readonly onDone: (firm: FirmId, action: HookAction) => void = () => undefined,
  ) {}

  /** One round for one firm; runs on one pod at a time. @returns whether anything was to be done */
  async tend(firm: WatchedFirm): Promise<boolean> {
    let acted = false;
    await this.book.exclusively(async () => {
      await this.book.sealAnew(firm.firm);
      const [own, atClio] = [await this.book.list(firm.firm), await this.registry.list(firm.firm)];
      const actions = planHooks(this.source.now(), own, atClio, addressesOf(firm));
      for (const action of actions) {
        await this.carryOut(firm, action);
        this.onDone(firm.firm, action);
      }
      acted = actions.length > 0;
    });
    return acted;
  }

  /** Whether every watched model has a live webhook now. */
  async isWatching(firm: FirmId): Promise<boolean> {
    const own = await this.book.list(firm);
    return WATCHED.every((model) =>
      own.some((hook) => hook.model === model && hook.hasSecret && hook.webhook !== null),
    );
  }

  private async carryOut(firm: WatchedFirm, action: HookAction): Promise<void> {
    switch (action.kind) {
      case 'create':
      case 'recreate':
        return this.create(firm, action.model);
      case 'adopt':
        return this.book.adopt(action.token, action.webhook);
      case 'take-secret':
        return this.take(action);
      case 'renew':
        return this.registry.renew(firm.firm, action.webhook, this.expiry());
      case 'remove-at-clio':
        return this.registry.remove(firm.firm, action.webhook);
      case 'forget':
        return this.book.forget(action.token);
    }
  }

  private async create({ firm, webhookUrl }: WatchedFirm, model: Model): Promise<void> {
    const token = this.source.newToken();
    const url = `${addressesOf({ webhookUrl })}${token}`;
    await this.book.open({ token, firm, model, url });
    const { webhook, secret } = await this.registry.create(firm, { url, model, expiresAt: this.expiry() });
    await this.take({ token, webhook, secret });
  }

  private async take({ token, webhook, secret }: MadeHook): Promise<void> {
    if (secret !== null) await this.book.offerSecret(token, secret);
    await this.book.adopt(token, webhook);
  }

  private expiry(): Date {
    return new Date(this.source.now().getTime() + HOOK_LIFE_MS);
  }
}

/** Beginning of the address of every hook of ours. */
const addressesOf = ({ webhookUrl }: Pick<WatchedFirm, 'webhookUrl'>): string =>
  `${webhookUrl}/webhooks/clio/`;
