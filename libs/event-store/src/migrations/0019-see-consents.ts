import type { MigrationInterface, QueryRunner } from 'typeorm';

const RETIRE = `
do $$ begin
  if exists (select from pg_policies
    where schemaname = 'event_store' and tablename = 'events' and policyname = 'rows_of_operator') then
    alter policy rows_of_operator on event_store.events rename to former_rows_of_operator;
  end if;
end $$`;

/**
 * Lets the rule of what the operator sees of all firms be made anew, with what people consented to: who does not see that one
 * firm has an account gives it to another. The rights that follow every migration make it; the former rule stands until then.
 * Frozen.
 */
export class SeeConsents1764000000019 implements MigrationInterface {
  readonly name = 'SeeConsents1764000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RETIRE);
  }

  /** Nothing to take back: the rights that follow make the rule of the version that runs. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(RETIRE);
  }
}
