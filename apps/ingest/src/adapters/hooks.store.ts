import { timingSafeEqual } from 'node:crypto';
import { IsNull, type DataSource, type Repository } from 'typeorm';
import { FirmId } from '@counterpart/contracts';
import type { FirmVaults } from '@counterpart/credentials';
import { EventStore } from '@counterpart/event-store';
import { MODELS, type Model } from '../detection/hint.js';
import type { OwnHook } from '../detection/plan-hooks.js';
import type { HookBook } from '../keep-hooks-alive/keep-hooks-alive.ports.js';
import type { Hook, Hooks } from '../receive-delivery/receive-delivery.ports.js';
import { HookEntity } from './hook.entity.js';

const PURPOSE = 'clio-webhook-secret';
/** Any constant will do; it names the one lock of this table. */
const LOCK = 7_202_611;
/** How long an unknown token is remembered as unknown: a flood of guesses costs one query each at most. */
const UNKNOWN_MS = 1000;
/** What a token of ours looks like: base64url. Anything else is a guess, and need not be looked for. */
const TOKEN = /^[\w-]{16,128}$/;

const RESEAL = 'update ingest.hooks set secret = $3 where token = $1 and secret = $2';

/** Names, for one transaction, the token whose webhook is there. */
const NAME_TOKEN = `select set_config('counterpart.hook', $1, true)`;

/** Those of a firm, or the one with this token: a delivery names no firm. */
type Whose = { readonly firm: FirmId } | { readonly token: string };

const modelOf = (text: string): Model => {
  const model = MODELS.find((known) => known === text);
  if (model === undefined) throw new TypeError(`no such model: ${text}`);
  return model;
};

/** Our webhooks in PostgreSQL, secrets sealed; both the receiver’s and the keeper’s view of them. */
export class HooksStore implements Hooks, HookBook {
  readonly #ready = new Map<string, Hook>();
  readonly #unknown = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly vaults: FirmVaults,
    private readonly now: () => Date,
    /** A removed firm’s webhooks are as unknown as any: also to a process that opened their secrets before. */
    private readonly isRemoved: (firm: FirmId) => Promise<boolean>,
  ) {}

  async byToken(token: string): Promise<Hook | undefined> {
    const known = this.#ready.get(token);
    if (known !== undefined) return (await this.isRemoved(known.firm)) ? undefined : known;
    if (!TOKEN.test(token)) return undefined;
    const at = this.now().getTime();
    if (at - (this.#unknown.get(token) ?? -Infinity) < UNKNOWN_MS) return undefined;
    const row = await this.of({ token }, (hooks) => hooks.findOneBy({ token }));
    if (row === null) {
      this.rememberUnknown(token, at);
      return undefined;
    }
    const hook = await this.toHook(row);
    if (hook.secrets.length > 0) this.#ready.set(token, hook);
    return hook;
  }

  async keepSecret(hook: Hook, secret: string): Promise<boolean> {
    await this.writeSecret(hook.token, hook.firm, secret);
    const kept = await this.byToken(hook.token);
    const [held] = kept?.secrets ?? [];
    const offered = Buffer.from(secret);
    return held !== undefined && held.length === offered.length && timingSafeEqual(held, offered);
  }

  async list(firm: FirmId): Promise<readonly OwnHook[]> {
    const rows = await this.of({ firm }, (hooks) => hooks.findBy({ firm }));
    return rows.map((row) => ({
      token: row.token,
      model: modelOf(row.model),
      url: row.url,
      webhook: row.webhook,
      hasSecret: row.secret !== null,
      createdAt: row.createdAt,
    }));
  }

  async sealAnew(firm: FirmId): Promise<void> {
    for (const { token, secret } of await this.of({ firm }, (hooks) => hooks.findBy({ firm }))) {
      const sealed = secret && (await this.vaults.sealAnew({ firm, purpose: PURPOSE }, secret));
      // The first secret stays, here as well: only the bytes that were read are replaced.
      if (sealed) await this.of({ firm }, (hooks) => hooks.query(RESEAL, [token, secret, sealed]));
    }
  }

  async open(hook: { token: string; firm: FirmId; model: Model; url: string }): Promise<void> {
    const row = { ...hook, webhook: null, secret: null, createdAt: this.now() };
    await this.of({ firm: hook.firm }, (hooks) => hooks.insert(row));
    this.#unknown.delete(hook.token);
  }

  async adopt(token: string, webhook: string): Promise<void> {
    await this.of({ token }, (hooks) => hooks.update({ token }, { webhook }));
  }

  async offerSecret(token: string, secret: string): Promise<void> {
    const { firm } = await this.of({ token }, (hooks) => hooks.findOneByOrFail({ token }));
    await this.writeSecret(token, FirmId.parse(firm), secret);
  }

  async forget(token: string): Promise<void> {
    await this.of({ token }, (hooks) => hooks.delete({ token }));
    this.#ready.delete(token);
  }

  async exclusively(work: () => Promise<void>): Promise<void> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      const [row] = (await runner.query('select pg_try_advisory_lock($1) as mine', [LOCK])) as {
        mine: boolean;
      }[];
      if (row?.mine !== true) return;
      try {
        await work();
      } finally {
        await runner.query('select pg_advisory_unlock($1)', [LOCK]);
      }
    } finally {
      await runner.release();
    }
  }

  /** The first secret stays: a second handshake cannot replace it. */
  private async writeSecret(token: string, firm: FirmId, secret: string): Promise<void> {
    const sealed = await this.vaults.seal({ firm, purpose: PURPOSE }, Buffer.from(secret));
    await this.of({ firm }, (hooks) => hooks.update({ token, secret: IsNull() }, { secret: sealed }));
  }

  private async toHook(row: HookEntity): Promise<Hook> {
    const firm = FirmId.parse(row.firm);
    const secrets =
      row.secret === null ? [] : [await this.vaults.open({ firm, purpose: PURPOSE }, row.secret)];
    return { token: row.token, firm, model: modelOf(row.model), secrets };
  }

  private rememberUnknown(token: string, at: number): void {
    if (this.#unknown.size > 10_000) this.#unknown.clear();
    this.#unknown.set(token, at);
  }

  private of<T>(whose: Whose, work: (hooks: Repository<HookEntity>) => Promise<T>): Promise<T> {
    const firm = 'firm' in whose ? whose.firm : null;
    return new EventStore(this.dataSource).transact(
      async ({ manager }) => {
        if ('token' in whose) await manager.query(NAME_TOKEN, [whose.token]);
        return work(manager.getRepository(HookEntity));
      },
      { firm },
    );
  }
}
