import type { MatterSnapshot, Policy, Reason } from '@counterpart/contracts';
import { liesWell, matterFilter, matterFolder, split } from '@counterpart/placement';
import type { Closing } from '../closing/closing-course.js';
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
 * stays there), where the last move was refused and nothing new is known, and while a legal hold lasts.
 */
export function folderWish(policy: Policy, matter: MatterCourse): FolderWish | null {
  const { snapshot, folder: from, move, refused, onHold } = matter;
  if (snapshot === null || from === null || move !== null || refused || onHold) return null;
  const belongs = placeOf(policy, snapshot, matter.closing);
  if (belongs === null || liesWell(from, belongs.name, { id: snapshot.id, folder: belongs.folder }))
    return null;
  return { matter: snapshot.id, from, ...belongs };
}

type Belongs = Omit<FolderWish, 'matter' | 'from'>;

/** Where a matter’s folder belongs; null for one that is to stay where it is. */
function placeOf(policy: Policy, snapshot: MatterSnapshot, closing: Closing | null): Belongs | null {
  switch (closing?.stage) {
    // A closed matter stays where its closing put it, whatever policy comes: until it is opened again.
    case 'noting':
    case 'over':
      return null;
    case 'archiving':
      return archivePlace(closing);
    default:
      return livePlace(policy, snapshot);
  }
}

function livePlace(policy: Policy, snapshot: MatterSnapshot): Belongs | null {
  if (matterFilter(policy, snapshot) !== null) return null;
  const { value, why } = matterFolder(policy, snapshot);
  return { ...split(value), why };
}

/** A folder that is packed stays until its ZIP is proven. */
function archivePlace({ action, archiving, packing }: Closing): Belongs | null {
  const isReady = action !== 'zip' || packing === 'packed';
  return archiving === null || !isReady ? null : { ...archiving.to, why: archiving.why };
}

/** Whether documents of a matter wait: its folder moves, is about to, or is packed. */
export const isFolderUnsettled = (policy: Policy, matter: MatterCourse): boolean =>
  matter.move !== null || isBeingPacked(matter) || folderWish(policy, matter) !== null;

/** While a matter is packed nothing may change what goes into its ZIP. */
export const isBeingPacked = ({ closing }: MatterCourse): boolean =>
  closing?.stage === 'archiving' && closing.action === 'zip' && closing.packing === 'open';
