import type { DataSource } from 'typeorm';
import type { FirmId } from '@counterpart/contracts';
import type { DriftBook, DriftMarks } from '../find-drift/find-drift.ports.js';
import { PostgresDriftBook } from './drift-book.js';

/** Class of the advisory locks of looks: the ASCII bytes of `drif`. The other half is the firm’s hash. */
const DRIFT_LOCK = 0x64726966;

/** Marks in PostgreSQL; one pod looks at a firm at a time, by an advisory lock that ends with its session. */
export class DriftMarksStore implements DriftMarks {
  constructor(private readonly dataSource: DataSource) {}

  async change(firm: FirmId, work: (book: DriftBook) => Promise<void>): Promise<boolean> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      const lock = [DRIFT_LOCK, firm];
      const [row] = (await runner.query('select pg_try_advisory_lock($1, hashtext($2)) as mine', lock)) as {
        mine: boolean;
      }[];
      if (row?.mine !== true) return false;
      try {
        const book = new PostgresDriftBook(runner, firm);
        await book.takeOver();
        await work(book);
        return true;
      } finally {
        await runner.query('select pg_advisory_unlock($1, hashtext($2))', lock);
      }
    } finally {
      await runner.release();
    }
  }
}
