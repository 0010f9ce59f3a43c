import type { FirmId } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';

/** In place of a wrapped data key: it was destroyed, and none is made for this firm again. */
const DESTROYED = Buffer.alloc(0);

export const isDestroyed = (wrapped: Uint8Array): boolean => wrapped.length === 0;

const SHRED = `
insert into credentials.data_keys (firm, wrapped) values ($1, $2)
on conflict (firm) do update set wrapped = excluded.wrapped, wrapped_at = now()`;

/**
 * Destroys a firm’s data key and its grants, within a transaction of the owner role: services may not delete. What the key
 * sealed elsewhere is noise from then on.
 * @returns how many grants there were
 */
export async function shredFirm({ client }: Transaction, firm: FirmId): Promise<number> {
  const { rowCount } = await client.query('delete from credentials.grants where firm = $1', [firm]);
  await client.query(SHRED, [firm, DESTROYED]);
  return rowCount ?? 0;
}
