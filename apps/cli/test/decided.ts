import { tellDecided } from '@counterpart/event-store';
import type { Client } from 'pg';

/** Tells in the router’s place that it has decided on everything so far. */
export async function decideAll(client: Client): Promise<void> {
  const { rows } = await client.query<{ tx: string }>('select pg_snapshot_xmax(pg_current_snapshot()) as tx');
  await tellDecided(client, { tx: BigInt(rows[0]?.tx ?? 0), position: 0n });
}
