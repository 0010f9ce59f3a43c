import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { DocumentId, type FirmId } from '@counterpart/contracts';
import type { DriftMark, DriftMarks } from '../find-drift/find-drift.ports.js';

/** For one transaction. */
const NAME_FIRM = `select set_config('counterpart.firm', $1, true)`;

/** Class of the advisory locks of looks: the ASCII bytes of `drif`. The other half is the firm’s hash. */
const DRIFT_LOCK = 0x64726966;

const Stored = z.object({
  root: z.string().nullable(),
  cursor: z.string().nullable(),
  suspects: z.array(z.object({ document: DocumentId, told: z.int() })),
});

const UNSEEN: DriftMark = { root: null, cursor: null, suspects: [] };

/** Marks in PostgreSQL; one pod looks at a firm at a time, by an advisory lock that ends with its session. */
export class DriftMarksStore implements DriftMarks {
  constructor(private readonly dataSource: DataSource) {}

  async change(firm: FirmId, work: (mark: DriftMark) => Promise<DriftMark>): Promise<boolean> {
    const runner = this.dataSource.createQueryRunner();
    const query = <T>(sql: string, values: unknown[]): Promise<T[]> =>
      runner.query(sql, values) as Promise<T[]>;
    /** Another firm’s mark is not there, whatever the query says. */
    const ofFirm = <T>(sql: string, values: unknown[]): Promise<T[]> =>
      runner.manager.transaction(async (manager) => {
        await manager.query(NAME_FIRM, [firm]);
        return manager.query<T[]>(sql, values);
      });
    try {
      await runner.connect();
      const lock = [DRIFT_LOCK, firm];
      const [mine] = await query<{ mine: boolean }>(
        'select pg_try_advisory_lock($1, hashtext($2)) as mine',
        lock,
      );
      if (mine?.mine !== true) return false;
      try {
        const [row] = await ofFirm(
          'select root, cursor, suspects from archiver.drift_marks where firm = $1',
          [firm],
        );
        const { root, cursor, suspects } = await work(row === undefined ? UNSEEN : Stored.parse(row));
        await ofFirm(
          `insert into archiver.drift_marks (firm, root, cursor, suspects) values ($1, $2, $3, $4)
             on conflict (firm) do update
               set root = excluded.root, cursor = excluded.cursor, suspects = excluded.suspects`,
          [firm, root, cursor, JSON.stringify(suspects)],
        );
        return true;
      } finally {
        await query('select pg_advisory_unlock($1, hashtext($2))', lock);
      }
    } finally {
      await runner.release();
    }
  }
}
