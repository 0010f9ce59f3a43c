import { EVENTING_SCHEMA, EVENTING_TABLES } from '@counterpart/eventing';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Leases and parked records of the Kafka runtime: they move in the transactions of the store. */
export class CreateEventingTables1764000000003 implements MigrationInterface {
  readonly name = 'CreateEventingTables1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of EVENTING_TABLES) await runner.query(statement);
    await runner.query(`
do $$
declare service text := current_setting('counterpart.service_role');
begin
  execute format('grant usage on schema ${EVENTING_SCHEMA} to %I', service);
  execute format('grant select, insert, update, delete on all tables in schema ${EVENTING_SCHEMA} to %I', service);
end $$;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop schema ${EVENTING_SCHEMA} cascade`);
  }
}
