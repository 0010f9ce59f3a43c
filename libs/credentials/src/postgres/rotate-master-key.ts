import type { FirmId } from '@counterpart/contracts';
import { rewrapDataKey, type KeyRing } from '@counterpart/vault';
import type { DataSource, EntityManager } from 'typeorm';

/** What a rotation found. */
export interface Rotated {
  /** Firms whose data key is now wrapped by the newest master key. */
  readonly moved: number;
  /** Firms whose data key was so already. */
  readonly kept: number;
}

/**
 * Wraps every firm’s data key, those that were destroyed left out, with the newest master key, a firm at a time, while the services run. Killed anywhere it
 * has moved some firms and not the others; both open while the ring holds both keys, and it goes on where it is started
 * again.
 * @throws VaultError VAULT_KEY_UNKNOWN where the ring lacks the key that wraps a firm’s
 */
export async function rotateMasterKey(dataSource: DataSource, ring: KeyRing): Promise<Rotated> {
  const firms = await dataSource.query<{ firm: FirmId }[]>('select credentials.firms_with_keys() as firm');
  let moved = 0;
  for (const { firm } of firms) {
    const isMoved = await dataSource.transaction(async (manager) => {
      await manager.query(`select set_config('counterpart.firm', $1, true)`, [firm]);
      return moveKey(manager, ring, firm);
    });
    if (isMoved) moved += 1;
  }
  return { moved, kept: firms.length - moved };
}

/** @returns whether it was wrapped by another key */
async function moveKey(manager: EntityManager, ring: KeyRing, firm: FirmId): Promise<boolean> {
  // Held until the end: another rotation may run. A removed firm’s key is empty.
  const find = 'select wrapped from credentials.data_keys where firm = $1 and length(wrapped) > 0 for update';
  const [row] = await manager.query<{ wrapped: Buffer }[]>(find, [firm]);
  const anew = row && rewrapDataKey(ring, firm, row.wrapped);
  if (anew === undefined) return false;
  await manager.query('update credentials.data_keys set wrapped = $2, wrapped_at = now() where firm = $1', [
    firm,
    anew,
  ]);
  return true;
}
