import type { Migration } from '@counterpart/event-store';
import { MakeStagingProgress1764000002001 } from './migrations/0001-make-staging-progress.js';
import { PartProgress1764000002002 } from './migrations/0002-part-progress.js';
import { MakeCounterparts1764000002003 } from './migrations/0003-make-counterparts.js';

/** The uploader’s own tables. */
export const UPLOADER_MIGRATIONS: readonly Migration[] = [
  MakeStagingProgress1764000002001,
  PartProgress1764000002002,
  MakeCounterparts1764000002003,
];
