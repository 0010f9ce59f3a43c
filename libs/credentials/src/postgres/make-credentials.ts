import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The firms’ keys and grants, all of it sealed. */
export class MakeCredentials1764000003001 implements MigrationInterface {
  readonly name = 'MakeCredentials1764000003001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create schema credentials`);
    await runner.query(`
      create table credentials.data_keys (
        firm text primary key,
        wrapped bytea not null,
        wrapped_at timestamptz not null default now()
      )`);
    await runner.query(`
      create table credentials.grants (
        firm text not null references credentials.data_keys (firm),
        vendor text not null check (vendor in ('clio', 'dropbox')),
        serial integer not null check (serial > 0),
        sealed bytea not null,
        expires_at timestamptz,
        refused_at timestamptz,
        changed_at timestamptz not null,
        primary key (firm, vendor)
      )`);
    // Nothing is deleted by a service: a firm’s keys are shredded by a person, as the owner role.
    await runner.query(`
do $$
declare service text := current_setting('counterpart.service_role');
begin
  execute format('grant usage on schema credentials to %I', service);
  execute format('grant select, insert, update on all tables in schema credentials to %I', service);
end $$;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop schema credentials cascade`);
  }
}
