import type { Migration } from '@counterpart/event-store';
import { MakePathClaims1764000001001 } from './make-path-claims.js';
import { PartPaths1764000001005 } from './part-firms.js';
import { SortPaths1764000001010 } from './sort-paths.js';

/** The migrations of the registry of paths, in their order. */
export const PATH_CLAIM_MIGRATIONS: readonly Migration[] = [
  MakePathClaims1764000001001,
  PartPaths1764000001005,
  SortPaths1764000001010,
];
