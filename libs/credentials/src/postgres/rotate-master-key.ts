import type { FirmId } from '@counterpart/contracts';
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
 * @throws VaultError VAULT_KEY_UNKNOWN where the ring lacks the key that wraps a firm’s
 */
export async function rotateMasterKey(dataSource: DataSource, ring: KeyRing): Promise<Rotated> {
  const rows = await dataSource.query<{ firm: FirmId; wrapped: Buffer }[]>(
    'select firm, wrapped from credentials.data_keys where length(wrapped) > 0 order by firm',
  );
  let moved = 0;
  for (const { firm, wrapped } of rows) {
    const anew = rewrapDataKey(ring, firm, wrapped);
    if (anew === undefined) continue;
    // Only where it is still what was read: another rotation may run.
    await dataSource.query(
      'update credentials.data_keys set wrapped = $3, wrapped_at = now() where firm = $1 and wrapped = $2',
      [firm, wrapped, anew],
    );
    moved += 1;
  }
  return { moved, kept: rows.length - moved };
}
