import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of the Merkle log. Frozen: later changes are later migrations. */
export class CreateAuditTables1764000002001 implements MigrationInterface {
  readonly name = 'CreateAuditTables1764000002001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(GRANTS);
  }

  /** What was sealed is never unsealed. */
  down(): Promise<void> {
    return Promise.reject(new Error('the audit log is never dropped by a migration'));
  }
}

const TABLES = `
create schema audit;

create table audit.leaves (
  leaf bigint primary key check (leaf >= 0),
  position bigint not null unique,
  hash bytea not null check (octet_length(hash) = 32)
);

create table audit.tiles (
  level smallint not null check (level >= 0),
  tile bigint not null check (tile >= 0),
  hashes bytea not null check (octet_length(hashes) = 8192),
  root bytea not null check (octet_length(root) = 32),
  primary key (level, tile)
);

create table audit.checkpoints (
  size bigint primary key check (size > 0),
  root bytea not null check (octet_length(root) = 32),
  note text not null,
  sealed_at timestamptz not null default clock_timestamp()
);

create table audit.publications (
  size bigint primary key references audit.checkpoints,
  published_at timestamptz not null default clock_timestamp()
);
`;

const GUARDS = `
create function audit.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit.% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;

do $$
declare guarded text;
begin
  foreach guarded in array array['leaves', 'tiles', 'checkpoints', 'publications'] loop
    execute format('create trigger is_append_only before update or delete or truncate on audit.%I
      for each statement execute function audit.refuse_change()', guarded);
    execute format('alter table audit.%I enable always trigger is_append_only', guarded);
  end loop;
end $$;
`;

// Insert by column: no service chooses a clock.
const GRANTS = `
do $$
declare service text := current_setting('counterpart.service_role');
begin
  execute format('grant usage on schema audit to %I', service);
  execute format('grant select on all tables in schema audit to %I', service);
  execute format('grant insert (leaf, position, hash) on audit.leaves to %I', service);
  execute format('grant insert (level, tile, hashes, root) on audit.tiles to %I', service);
  execute format('grant insert (size, root, note) on audit.checkpoints to %I', service);
  execute format('grant insert (size) on audit.publications to %I', service);
end $$;
`;
