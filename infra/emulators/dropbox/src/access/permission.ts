import type { DropboxState } from '../dropbox-state.js';
import type { Caller } from '../team/caller.js';
import { reaches, type Reach } from './effective-access.js';
import { levelsOf, momentOf, type Place } from './levels.js';
import { strongest, type Role } from './roles.js';

/**
 * What a caller may do at a place as a member; links do not count. An administrator’s call may do everything.
 * @returns null where the caller has no access
 */
export function roleAt(state: DropboxState, caller: Caller, place: Place): Role | null {
  if (isAdministered(state, caller, place)) return 'owner';
  return strongest(waysOf(state, caller.person.accountId, place).map(({ role }) => role));
}

const isAdministered = ({ sharing }: DropboxState, { admin }: Caller, { tree }: Place): boolean =>
  admin === 'whole_team' || (admin === 'team_admin' && sharing.folder(tree.id) !== undefined);

/** In what ways an account is a member of a place: by name, in a group, and from above. */
export function waysOf(state: DropboxState, accountId: string, place: Place): readonly Reach[] {
  const path = place.tree.at(place.path)?.path ?? place.path;
  const all = reaches(path, levelsOf(state, place), momentOf(state));
  return [...all].filter(
    ({ who, by }) => by !== 'link' && who.kind === 'account' && who.accountId === accountId,
  );
}

/** Whether a caller knows of a shared folder below a place, without access to the place itself. */
export function canTraverse(state: DropboxState, caller: Caller, place: Place): boolean {
  const prefix = `${place.path}/`;
  return [...state.sharing.folders()].some(({ tree, entryId }) => {
    const entry = tree === place.tree.id && entryId !== null ? place.tree.byId(entryId) : undefined;
    return (
      entry?.path.startsWith(prefix) === true &&
      roleAt(state, caller, { tree: place.tree, path: entry.path }) !== null
    );
  });
}
