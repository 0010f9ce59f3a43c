import type { ClientBase, Pool } from 'pg';
import type { FirmId } from '@counterpart/contracts';
import {
  assertFence,
  PartitionLeases,
  PostgresParkingLot,
  type FailedWork,
  type FailureTrail,
  type Fence,
  type RecoveredWork,
  type RuntimeWorld,
} from '@counterpart/eventing';

/** A transaction as the parking lot takes it. */
export type Tx = { readonly client: ClientBase };

/** Keeps what was told. */
export class MemoryTrail implements FailureTrail<Tx> {
  readonly failures: FailedWork[] = [];
  readonly recoveries: RecoveredWork[] = [];

  failed(_tx: Tx, work: FailedWork): Promise<void> {
    this.failures.push(work);
    return Promise.resolve();
  }

  recovered(_tx: Tx, work: RecoveredWork): Promise<void> {
    this.recoveries.push(work);
    return Promise.resolve();
  }

  /** What was given up. */
  get letters(): readonly FailedWork[] {
    return this.failures.filter(({ nextTryAt }) => nextTryAt === null);
  }
}

/** A consumer’s world on a real database, with one handler object for every row. */
export function worldOn(pool: Pool, handler: object, trail: FailureTrail<Tx>): RuntimeWorld<Tx> {
  return {
    ledger: { transact: (work, { fence, firm }) => inTransaction(pool, firm, work, fence) },
    leases: new PartitionLeases(pool),
    parking: new PostgresParkingLot(pool),
    watch: { handled: () => undefined, gauge: () => undefined, log: () => undefined },
    handlerOf: () => handler,
    trail,
    gate: { standing: () => Promise.resolve('served'), suspended: () => Promise.resolve([]) },
    shareOf: () => 1,
    now: () => new Date(),
    chance: () => 0.5,
  };
}

export async function inTransaction<T>(
  pool: Pool,
  firm: FirmId,
  work: (tx: Tx) => Promise<T>,
  fence: Fence | null = null,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(`begin; set local counterpart.firm = '${firm}'`);
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
