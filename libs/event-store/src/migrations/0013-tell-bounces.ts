import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lets the rule of what the operator tells be made anew, with the notifier’s outcomes: a bounce that a person takes from a
 * mailbox. The rights that follow every migration make it. Frozen.
 */
export class TellBounces1764000000013 implements MigrationInterface {
  readonly name = 'TellBounces1764000000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop policy if exists rows_of_operator on event_store.events');
  }

  /** Nothing to take back: the rights that follow make the rule of the version that runs. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop policy if exists rows_of_operator on event_store.events');
  }
}
