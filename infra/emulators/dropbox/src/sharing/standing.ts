import type { Place } from '../access/levels.js';
import { roleAt, waysOf } from '../access/permission.js';
import { isAtLeast, type Role } from '../access/roles.js';
import type { DropboxState } from '../dropbox-state.js';
import { mountOf, type Scene } from '../routes/resolve.js';
import { routeError } from '../wire/api-error.js';
import type { SharedFolder } from './folder.js';

/** A shared folder as a caller stands to it. */
export interface Standing {
  readonly folder: SharedFolder;
  readonly place: Place;
  readonly role: Role;
}

/**
 * A shared folder that the caller is a member of, in whatever way.
 * @param around tags that stand before the SharedFolderAccessError in the route’s union
 * @throws ApiError 409 invalid_id, not_a_member
 */
export function standingTo(scene: Scene, id: string, around: readonly string[]): Standing {
  const folder = scene.state.sharing.folder(id);
  const place = folder === undefined ? undefined : mountOf(scene, folder.id);
  if (folder === undefined || place === undefined) throw routeError([...around, 'invalid_id']);
  const role = roleAt(scene.state, scene.caller, place);
  if (role === null) throw routeError([...around, 'not_a_member']);
  return { folder, place, role };
}

/** The team’s space is managed by Dropbox’s own means alone. @throws ApiError 409 team_folder */
export function refuseTeamSpace({ folder }: Standing): void {
  if (isTeamSpace(folder)) throw routeError(['team_folder']);
}

export const isTeamSpace = ({ entryId }: SharedFolder): boolean => entryId === null;

/** Whether a place lies in the team’s space; only there shared folders nest and can be restricted. */
export const isInTeamSpace = ({ root }: DropboxState, { tree }: Place): boolean => tree.id === root;

/** Whether the caller may change the members (sharing.stone AclUpdatePolicy). */
export const mayManage = ({ folder, role }: Standing): boolean =>
  role === 'owner' || (folder.policies.aclUpdate === 'editors' && isAtLeast(role, 'editor'));

/** How an account is a member of the folder: by name, by a group, or only from above. */
export function explicitWays(
  { state }: Scene,
  { folder, place }: Standing,
  accountId: string,
): { readonly byName: boolean; readonly byGroup: boolean; readonly fromAbove: Role | null } {
  const ways = waysOf(state, accountId, place);
  const own = ways.filter(({ isInherited }) => !isInherited);
  const above = ways.filter(({ isInherited }) => isInherited);
  return {
    byName: folder.members.has(accountId),
    byGroup: own.some(({ by }) => by === 'group'),
    fromAbove: above.map(({ role }) => role).reduce<Role | null>(stronger, null),
  };
}

const stronger = (one: Role | null, other: Role): Role =>
  one !== null && isAtLeast(one, other) ? one : other;
