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

/**
 * The firm’s own vault; its data key is made when it is first needed.
 * @param client of a transaction that names the firm
 * @throws VaultError where the master key that is needed is not here; VAULT_KEY_DESTROYED where the firm was removed
 */
export async function openFirmVault(client: ClientBase, ring: KeyRing, firm: FirmId): Promise<Vault> {
  const { wrapped } = makeDataKey(ring, firm);
  // Waits for whoever is making one; the second statement then sees it.
  await client.query(
    'insert into credentials.data_keys (firm, wrapped) values ($1, $2) on conflict do nothing',
    [firm, wrapped],
  );
  const { rows } = await client.query<{ wrapped: Buffer }>(
    'select wrapped from credentials.data_keys where firm = $1',
    [firm],
  );
  const [row] = rows;
  if (row !== undefined && isDestroyed(row.wrapped)) {
    throw new VaultError('VAULT_KEY_DESTROYED', `the key of ${firm} was destroyed: the firm was removed`);
  }
  return openDataKey(ring, firm, row?.wrapped ?? wrapped);
}

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
    return opened(await this.#of(secret.firm), secret, sealed) ?? this.ring.open(sealed, secret);
  }

  /** @returns nothing where the firm’s key sealed it already @throws VaultError */
  async sealAnew(secret: FirmSecret, sealed: Uint8Array): Promise<Buffer | undefined> {
    const own = await this.#of(secret.firm);
    if (opened(own, secret, sealed) !== undefined) return undefined;
    return own.seal(this.ring.open(sealed, secret), secret);
  }

  #of(firm: FirmId): Promise<Vault> {
    return this.store.transact(({ client }) => openFirmVault(client, this.ring, firm), { firm });
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
