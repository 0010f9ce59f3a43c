import { matterStream, type MatterId, type Policy, type Reason } from '@counterpart/contracts';
import type { ClaimBook } from '../claim-book.js';
import { matterFilter } from '../filters.js';
import type { FirmView, LiveMatter } from '../live/firm-view.js';
import { matterFolder } from '../matter-folder.js';
import { candidates } from '../names.js';
import { byMatterId } from './order.js';
import { samePlace, split } from './paths.js';
import type { Collision } from './relocation-plan.js';

/** What a matter’s folder is, and is to be. */
export interface MatterTarget {
  /** Null for a matter that has none yet. */
  readonly from: string | null;
  readonly to: string;
  readonly why: readonly Reason[];
}

/** Gives every matter that the policy mirrors its folder; one that it leaves out, is archived or on legal hold keeps the one it has. */
export function aimMatters(
  view: FirmView,
  policy: Policy,
  book: ClaimBook,
): { readonly targets: ReadonlyMap<MatterId, MatterTarget>; readonly collisions: readonly Collision[] } {
  const targets = new Map<MatterId, MatterTarget>();
  const collisions: Collision[] = [];
  for (const matter of [...view.matters.values()].toSorted(byMatterId)) {
    const { snapshot, folder: from } = matter;
    if (matterFilter(policy, snapshot) !== null || view.stays(snapshot.id)) {
      if (from !== null) targets.set(snapshot.id, { from, to: from, why: [] });
      continue;
    }
    const { to, why, collision } = aim(view, policy, book, matter);
    targets.set(snapshot.id, { from, to, why });
    if (to !== from && collision !== null) collisions.push(collision);
  }
  return { targets, collisions };
}

function aim(
  view: FirmView,
  policy: Policy,
  book: ClaimBook,
  { snapshot, folder: from }: LiveMatter,
): { readonly to: string; readonly why: readonly Reason[]; readonly collision: Collision | null } {
  const { value: wished, why } = matterFolder(policy, snapshot);
  const owner = matterStream(view.firm, snapshot.id);
  const { folder, name } = split(wished);
  const claimed = book.claim({ owner, folder, names: candidates(name, { id: snapshot.id, folder }) });
  const given = `${folder}/${claimed.name}`;
  const to = from !== null && samePlace(from, given) ? from : given;
  return { to, why, collision: given === wished ? null : { owner, wished, given, heldBy: claimed.heldBy } };
}
