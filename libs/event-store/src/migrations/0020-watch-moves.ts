import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The move that a document’s counterpart is to make: until it is made, the file lies where it does not belong. The
 * projection gets a new name with it and folds every event again; a document’s row begins anew with its addition. Frozen:
 * later changes are later migrations.
 */
export class WatchMoves1764000000020 implements MigrationInterface {
  readonly name = 'WatchMoves1764000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table status.documents
  add column move_planned text collate "C",
  add column move_standing text collate "C" check (move_standing in ('planned', 'conflict', 'refused')),
  add column move_reason text collate "C",
  add column move_since timestamptz,
  add column move_shuts boolean not null default false,
  add column move_shows boolean not null default false;

create index documents_moving on status.documents (firm, move_planned) where move_planned is not null;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop index status.documents_moving;
alter table status.documents
  drop column move_planned, drop column move_standing, drop column move_reason, drop column move_since,
  drop column move_shuts, drop column move_shows;
`);
  }
}
