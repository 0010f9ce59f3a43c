import type { ClientBase, Pool } from 'pg';
import {
  assertFence,
  PartitionLeases,
  PostgresParkingLot,
  type DeadLetter,
  type Fence,
  type RuntimeWorld,
} from '@counterpart/eventing';

/** A transaction as the parking lot takes it. */
export type Tx = { readonly client: ClientBase };

/** A consumer’s world on a real database, with one handler object for every row. */
export function worldOn(pool: Pool, handler: object, onDead: (letter: DeadLetter) => void): RuntimeWorld<Tx> {
  return {
    ledger: { transact: (work, { fence }) => inTransaction(pool, work, fence) },
    leases: new PartitionLeases(pool),
    parking: new PostgresParkingLot(pool),
    watch: { handled: () => undefined, gauge: () => undefined, log: () => undefined },
    handlerOf: () => handler,
    onDead: (_tx, letter) => Promise.resolve(onDead(letter)),
    now: () => new Date(),
    chance: () => 0.5,
  };
}

async function inTransaction<T>(pool: Pool, work: (tx: Tx) => Promise<T>, fence: Fence | null): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    if (fence !== null) await assertFence(client, fence);
    const result = await work({ client });
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
