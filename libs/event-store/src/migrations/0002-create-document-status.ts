import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The status read model: where every document stands. Frozen: later changes are later migrations. */
export class CreateDocumentStatus1764000000002 implements MigrationInterface {
  readonly name = 'CreateDocumentStatus1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create schema status;

create table status.documents (
  firm text collate "C" not null,
  document text collate "C" not null,
  matter text collate "C",
  latest_version_seen integer not null,
  state text collate "C" not null check (
    state in ('added', 'routed', 'staged', 'mirrored', 'skipped', 'conflict', 'missing', 'dead')
  ),
  path text,
  mirrored_version integer,
  added_at timestamptz,
  mirrored_at timestamptz,
  updated_at timestamptz not null,
  primary key (firm, document)
);

create index documents_by_state on status.documents (state);

do $$
declare service text := current_setting('counterpart.service_role');
begin
  execute format('grant usage on schema status to %I', service);
  execute format('grant select, insert, update, delete on status.documents to %I', service);
end $$;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema status cascade');
  }
}
