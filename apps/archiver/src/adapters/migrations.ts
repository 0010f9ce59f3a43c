import type { Migration } from '@counterpart/event-store';
import { MakeDriftMarks1764000003001 } from './migrations/0001-make-drift-marks.js';
import { MakePackings1764000003002 } from './migrations/0002-make-packings.js';
import { MakePackingCheckpoints1764000003003 } from './migrations/0003-make-packing-checkpoints.js';
import { PartMarks1764000003004 } from './migrations/0004-part-firms.js';
import { PartPackings1764000003005 } from './migrations/0005-part-packings.js';
import { NameRoots1764000003006 } from './migrations/0006-name-roots.js';
import { KeepLooks1764000003007 } from './migrations/0007-keep-looks.js';
import { LookInParts1764000003008 } from './migrations/0008-look-in-parts.js';

/** The archiver’s own tables. */
export const ARCHIVER_MIGRATIONS: readonly Migration[] = [
  MakeDriftMarks1764000003001,
  MakePackings1764000003002,
  MakePackingCheckpoints1764000003003,
  PartMarks1764000003004,
  PartPackings1764000003005,
  NameRoots1764000003006,
  KeepLooks1764000003007,
  LookInParts1764000003008,
];
