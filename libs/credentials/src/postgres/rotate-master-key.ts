import type { FirmId } from '@counterpart/contracts';
import { EventStore } from '@counterpart/event-store';
import { rewrapDataKey, type KeyRing } from '@counterpart/vault';
import type { DataSource } from 'typeorm';

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
 * @throws KeyServiceUnavailable
 * @throws VaultError VAULT_KEY_UNKNOWN where the ring lacks the key that wraps a firm’s
 */
export async function rotateMasterKey(dataSource: DataSource, ring: KeyRing): Promise<Rotated> {
  const firms = await dataSource.query<{ firm: FirmId }[]>('select credentials.firms_with_keys() as firm');
  let moved = 0;
  for (const { firm } of firms) if (await moveKey(dataSource, ring, firm)) moved += 1;
  return { moved, kept: firms.length - moved };
}

/**
 * No transaction is open while a key service is asked; what another rotation moved, or a removal destroyed, meanwhile stays.
 * @returns whether it was wrapped by another key
 */
async function moveKey(dataSource: DataSource, ring: KeyRing, firm: FirmId): Promise<boolean> {
  const [found] = await ofFirm<{ wrapped: Buffer }>(dataSource, firm, FIND, [firm]);
  const anew = found && (await rewrapDataKey(ring, firm, found.wrapped));
  if (anew === undefined) return false;
  const [moved] = await ofFirm(dataSource, firm, MOVE, [firm, found?.wrapped, anew]);
  return moved !== undefined;
}

/** A removed firm’s key is empty. */
const FIND = 'select wrapped from credentials.data_keys where firm = $1 and length(wrapped) > 0';
const MOVE = `
with moved as (
  update credentials.data_keys set wrapped = $3, wrapped_at = now() where firm = $1 and wrapped = $2 returning firm
) select firm from moved`;

function ofFirm<Row>(dataSource: DataSource, firm: FirmId, sql: string, values: unknown[]): Promise<Row[]> {
  return new EventStore(dataSource).transact(({ manager }) => manager.query<Row[]>(sql, values), { firm });
}
