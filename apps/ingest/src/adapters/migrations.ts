import { CREDENTIAL_MIGRATIONS } from '@counterpart/credentials';
import type { Migration } from '@counterpart/event-store';
import { MakeHooks1764000001002 } from './migrations/0001-make-hooks.js';
import { WatchContacts1764000001003 } from './migrations/0002-watch-contacts.js';
import { KeepMigrations1764000001004 } from './migrations/0003-keep-migrations.js';
import { PartHooks1764000001006 } from './migrations/0004-part-hooks.js';
import { PartMigrations1764000001007 } from './migrations/0005-part-migrations.js';
import { CountHidden1764000001008 } from './migrations/0006-count-hidden.js';
import { CountRestarts1764000001009 } from './migrations/0007-count-restarts.js';

/** Ingest’s own tables, and those of the grants that every service reads. */
export const INGEST_MIGRATIONS: readonly Migration[] = [
  MakeHooks1764000001002,
  WatchContacts1764000001003,
  KeepMigrations1764000001004,
  PartHooks1764000001006,
  PartMigrations1764000001007,
  CountHidden1764000001008,
  CountRestarts1764000001009,
  ...CREDENTIAL_MIGRATIONS,
];
