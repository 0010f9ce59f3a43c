import type { DropboxAccounts, Event, EventData } from '@counterpart/contracts';
import { pathKey, rebased } from '@counterpart/placement';
import { mirroredIn } from '../custody/drift.js';
import { knownFileIn } from '../custody/known-file.js';
import { isBeingCarried } from '../custody/under-way.js';
import type { WholeStory } from '../custody/whole-story.js';

/** Where a version that was told late goes. */
export interface Goes {
  readonly kind: 'goes';
  readonly to: EventData<'VersionArchivePlanned'>['to'];
  /** Folders that it was to go to before those above them were moved. */
  readonly former: readonly string[];
  /** Where its document’s counterpart lies. */
  readonly lies: string | null;
}

/** What the trail tells at one moment of a version that was told late. */
export type LateStanding =
  | Goes
  /** A folder above it moves, or its document is being locked away: where it goes is known when that has ended. */
  | { readonly kind: 'waits' }
  /** Its document lies in an account of Dropbox that the firm had before. */
  | { readonly kind: 'left' }
  /** Its document was to be mirrored anew since it was planned: what becomes of it is decided anew. */
  | { readonly kind: 'over' };

/** @param accounts those that the firm connected, as they are known by now */
export function lateStanding(
  plan: Event<'VersionArchivePlanned'>,
  { own, all, story }: WholeStory,
  accounts: DropboxAccounts,
): LateStanding {
  if (since(plan, story).some(({ name }) => name === 'MirroringRestarted')) return { kind: 'over' };
  if (mirroredIn(accounts.here(own)) === undefined) return { kind: 'left' };
  const lies = knownFileIn(all, plan.data.document)?.place ?? null;
  const goes = along(plan, all);
  if (isBeingCarried(all, [goes.to.folder, ...(lies === null ? [] : [lies])])) return { kind: 'waits' };
  return { kind: 'goes', ...goes, lies };
}

const since = ({ id }: Event, story: readonly Event[]): readonly Event[] =>
  story.slice(story.findIndex((one) => one.id === id) + 1);

/** It goes along with the folders that were moved since it was planned: nothing comes back where they lay. */
function along(plan: Event<'VersionArchivePlanned'>, all: readonly Event[]): Pick<Goes, 'to' | 'former'> {
  const { to } = plan.data;
  const folders = [to.folder];
  let { folder } = to;
  for (const one of since(plan, all)) {
    if (one.name !== 'Relocated' || one.data.document !== null) continue;
    folder = rebased(folder, one.data);
    folders.push(folder);
  }
  // Where only the case of a name changed, it is the same folder.
  const former = folders.filter((one) => pathKey(one) !== pathKey(folder));
  return { to: { ...to, folder }, former: [...new Set(former)] };
}
