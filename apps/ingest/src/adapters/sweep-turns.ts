import type { DataSource } from 'typeorm';
import type { FirmId } from '@counterpart/contracts';
import type { SweepTurns } from '../reconcile-records/reconcile-records.ports.js';

/** Class of the advisory locks of sweeps: the ASCII bytes of `swee`. The other half is the firm’s hash. */
const SWEEP_LOCK = 0x73776565;

/** Class of the advisory locks of migrations: the ASCII bytes of `migr`. */
export const MIGRATION_LOCK = 0x6d696772;

/** One sweep of a firm at a time across pods: an advisory lock of PostgreSQL, gone with its session. */
export class PostgresSweepTurns implements SweepTurns {
  constructor(
    private readonly dataSource: DataSource,
    private readonly lock = SWEEP_LOCK,
  ) {}

  async exclusively<T>(firm: FirmId, work: () => Promise<T>): Promise<T | undefined> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      const [row] = (await runner.query('select pg_try_advisory_lock($1, hashtext($2)) as mine', [
        this.lock,
        firm,
      ])) as { mine: boolean }[];
      if (row?.mine !== true) return undefined;
      try {
        return await work();
      } finally {
        await runner.query('select pg_advisory_unlock($1, hashtext($2))', [this.lock, firm]);
      }
    } finally {
      await runner.release();
    }
  }
}
