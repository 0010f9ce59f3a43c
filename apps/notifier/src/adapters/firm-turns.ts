import type { FirmId } from '@counterpart/contracts';
import type { DataSource } from 'typeorm';

/** Class of the advisory locks of turns: the ASCII bytes of `noti`. The other half is the firm’s hash. */
const NOTICE_LOCK = 0x6e6f7469;

/** Runs work for a firm where no other pod does, by an advisory lock that ends with its session. */
export async function takeFirmTurn(
  dataSource: DataSource,
  firm: FirmId,
  work: () => Promise<void>,
): Promise<void> {
  const runner = dataSource.createQueryRunner();
  const lock = [NOTICE_LOCK, firm];
  try {
    await runner.connect();
    const [taken] = (await runner.query('select pg_try_advisory_lock($1, hashtext($2)) as mine', lock)) as {
      mine: boolean;
    }[];
    if (taken?.mine !== true) return;
    try {
      await work();
    } finally {
      await runner.query('select pg_advisory_unlock($1, hashtext($2))', lock);
    }
  } finally {
    await runner.release();
  }
}
