import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tells which firms have a grant of a vendor, and no more of it, to whoever may use the schema. Frozen. */
export class TellGrants1764000003004 implements MigrationInterface {
  readonly name = 'TellGrants1764000003004';

  async up(runner: QueryRunner): Promise<void> {
    // Who connects a firm compares with the consents of these. Names are no secret; nothing else is told.
    await runner.query(`
      create function credentials.firms_with_grants(of_vendor text) returns setof text
      language sql stable security definer set search_path = ''
      as 'select firm from credentials.grants where vendor = of_vendor order by firm'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function credentials.firms_with_grants`);
  }
}
