import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a vendor refuses of a connection though its grant is good, and when one call asks whether it still does. Frozen. */
export class BarAccess1764000003003 implements MigrationInterface {
  readonly name = 'BarAccess1764000003003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table credentials.grants
        add column barred_at timestamptz,
        add column barred_part text,
        add column barred_whole boolean,
        add column probe_at timestamptz,
        add constraint barred_as_a_whole
          check (num_nulls(barred_at, barred_part, barred_whole, probe_at) in (0, 4))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table credentials.grants
        drop column barred_at, drop column barred_part, drop column barred_whole, drop column probe_at`);
  }
}
