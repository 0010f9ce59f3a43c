import type { Policy, Reason } from '@counterpart/contracts';
import { liesWell, matterFilter, matterFolder, split } from '@counterpart/placement';
import type { MatterCourse } from './matter-course.js';

/** A matter’s folder that belongs elsewhere by now. */
export interface FolderWish {
  readonly matter: string;
  /** Where it lies. */
  readonly from: string;
  /** Where it belongs, before other matters’ claims are looked at. */
  readonly folder: string;
  readonly name: string;
  readonly why: readonly Reason[];
}

/**
 * Where a matter’s folder is to move; null where it lies well, where the policy leaves the matter out (what lies in Dropbox
 * stays there), and where the last move was refused and nothing new is known.
 */
export function folderWish(policy: Policy, matter: MatterCourse): FolderWish | null {
  const { snapshot, folder: from, move, refused } = matter;
  if (snapshot === null || from === null || move !== null || refused) return null;
  if (matterFilter(policy, snapshot) !== null) return null;
  const { value, why } = matterFolder(policy, snapshot);
  const { folder, name } = split(value);
  if (liesWell(from, name, { id: snapshot.id, folder })) return null;
  return { matter: snapshot.id, from, folder, name, why };
}

/** Whether documents of a matter wait: its folder moves, or is about to. */
export const isFolderUnsettled = (policy: Policy, matter: MatterCourse): boolean =>
  matter.move !== null || folderWish(policy, matter) !== null;
