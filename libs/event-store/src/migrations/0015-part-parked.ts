import { EVENTING_FIRMS } from '@counterpart/eventing';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keeps firms’ parked work apart. The rule of the operator’s role is made anew, without what it would see of all firms, by the
 * rights that follow every migration. A service of an older version names no firm where it looks for held lanes: it is
 * refused from now on, and waits. Frozen.
 */
export class PartParked1764000000015 implements MigrationInterface {
  readonly name = 'PartParked1764000000015';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of EVENTING_FIRMS) await runner.query(statement);
    await runner.query('drop policy if exists rows_of_operator on eventing.parked');
  }

  /** Without its rules a wrong query would reach another firm’s parked work. */
  down(): Promise<void> {
    return Promise.reject(new Error('rules about rows are not taken away by a migration'));
  }
}
