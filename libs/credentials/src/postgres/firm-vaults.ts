import type { FirmId } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { isDestroyed } from './shred-firm.js';
import { makeDataKey, openDataKey, VaultError, type KeyRing, type Vault } from '@counterpart/vault';
import type { ClientBase } from 'pg';

/** A firm’s secret, and what it is for. */
interface FirmSecret {
  readonly firm: FirmId;
  /** Part of what is sealed: never rename it. */
  readonly purpose: string;
}

const FIND = 'select wrapped from credentials.data_keys where firm = $1';
/** Waits for whoever is making one; the next statement then sees it. */
const KEEP = 'insert into credentials.data_keys (firm, wrapped) values ($1, $2) on conflict do nothing';

/**
 * The firm’s own vault; its data key is made when it is first needed. No transaction is open while a key service is asked.
 * @throws VaultError where the master key that is needed is not here; VAULT_KEY_DESTROYED where the firm was removed
 * @throws KeyServiceUnavailable
 */
export async function openFirmVault(
  store: Pick<EventStore, 'transact'>,
  ring: KeyRing,
  firm: FirmId,
): Promise<Vault> {
  const kept = await store.transact(({ client }) => findKey(client, firm), { firm });
  const wrapped = kept ?? (await makeKey(store, ring, firm));
  if (isDestroyed(wrapped)) throw destroyed(firm);
  return openDataKey(ring, firm, wrapped);
}

/** Whoever was first made it. */
async function makeKey(store: Pick<EventStore, 'transact'>, ring: KeyRing, firm: FirmId): Promise<Buffer> {
  const { wrapped } = await makeDataKey(ring, firm);
  return store.transact(
    async ({ client }) => {
      await client.query(KEEP, [firm, wrapped]);
      return (await findKey(client, firm)) ?? wrapped;
    },
    { firm },
  );
}

async function findKey(client: ClientBase, firm: FirmId): Promise<Buffer | undefined> {
  const { rows } = await client.query<{ wrapped: Buffer }>(FIND, [firm]);
  return rows[0]?.wrapped;
}

/**
 * Holds the firm’s key until the transaction ends: whoever stores what it sealed stores it before the key is destroyed, or
 * not at all.
 * @throws VaultError VAULT_KEY_DESTROYED where the firm was removed
 */
export async function holdFirmKey(client: ClientBase, firm: FirmId): Promise<void> {
  const { rows } = await client.query<{ wrapped: Buffer }>(`${FIND} for share`, [firm]);
  if (rows[0] !== undefined && isDestroyed(rows[0].wrapped)) throw destroyed(firm);
}

const destroyed = (firm: FirmId): VaultError =>
  new VaultError('VAULT_KEY_DESTROYED', `the key of ${firm} was destroyed: the firm was removed`);

/** Seals a firm’s other secrets by its data key, so that they move to a new master key with it and end with it. */
export class FirmVaults {
  constructor(
    private readonly store: Pick<EventStore, 'transact'>,
    private readonly ring: KeyRing,
  ) {}

  async seal(secret: FirmSecret, plaintext: Uint8Array): Promise<Buffer> {
    return (await this.#of(secret.firm)).seal(plaintext, secret);
  }

  /** Also what a version before sealed by the master key itself. @throws VaultError */
  async open(secret: FirmSecret, sealed: Uint8Array): Promise<Buffer> {
    return opened(await this.#of(secret.firm), secret, sealed) ?? (await this.ring.open(sealed, secret));
  }

  /** @returns nothing where the firm’s key sealed it already @throws VaultError */
  async sealAnew(secret: FirmSecret, sealed: Uint8Array): Promise<Buffer | undefined> {
    const own = await this.#of(secret.firm);
    if (opened(own, secret, sealed) !== undefined) return undefined;
    return own.seal(await this.ring.open(sealed, secret), secret);
  }

  #of(firm: FirmId): Promise<Vault> {
    return openFirmVault(this.store, this.ring, firm);
  }
}

/** @returns undefined where another key sealed it */
function opened(own: Vault, secret: FirmSecret, sealed: Uint8Array): Buffer | undefined {
  try {
    return own.open(sealed, secret);
  } catch (error) {
    if (error instanceof VaultError && error.code === 'VAULT_KEY_UNKNOWN') return undefined;
    throw error;
  }
}
