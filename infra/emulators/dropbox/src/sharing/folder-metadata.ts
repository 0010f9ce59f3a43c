import { enclosing } from '../access/levels.js';
import { isAtLeast } from '../access/roles.js';
import { timestamp } from '../clock.js';
import type { DropboxState } from '../dropbox-state.js';
import type { Scene } from '../routes/resolve.js';
import { displayName } from '../team/person.js';
import { foldPath, nameOf, parentOf } from '../tree/names.js';
import type { FolderAction } from './arguments.js';
import type { FolderPolicies, MemberPolicy, SharedFolder } from './folder.js';
import { isInTeamSpace, isTeamSpace, mayManage, type Standing } from './standing.js';

/** sharing.stone SharedFolderMetadata. */
export function sharedFolderMetadata(
  scene: Scene,
  standing: Standing,
  actions: readonly FolderAction[] | null | undefined,
): object {
  const { state, caller } = scene;
  const { folder, place, role } = standing;
  const { directory } = state;
  const name = isTeamSpace(folder) ? directory.teamName : nameOf(place.path);
  const own = folder.members.get(caller.person.accountId);
  return {
    access_type: { '.tag': role },
    is_inside_team_folder: isInTeamSpace(state, place) && !isTeamSpace(folder),
    is_team_folder: isTeamSpace(folder),
    owner_display_names: ownersOf(scene, folder),
    owner_team: { id: directory.teamId, name: directory.teamName },
    ...parentOfFolder(scene, standing),
    ...pathOf(scene, standing),
    name,
    permissions: (actions ?? []).map((action) => permission(state, standing, action)),
    policy: folderPolicy(scene, folder.policies),
    preview_url: `https://www.dropbox.com/scl/fo/${folder.id}`,
    shared_folder_id: folder.id,
    time_invited: timestamp(own?.since ?? folder.since),
    access_inheritance: { '.tag': folder.inheritance },
    ...(folder.entryId === null ? {} : { folder_id: folder.entryId }),
  };
}

const ownersOf = ({ state }: Scene, { members }: SharedFolder): readonly string[] =>
  [...members.values()].flatMap(({ holder, role }) => {
    const person =
      holder.kind === 'account' && role === 'owner' ? state.directory.byAccount(holder.accountId) : undefined;
    return person === undefined ? [] : [displayName(person)];
  });

function parentOfFolder({ state }: Scene, { folder, place }: Standing): object {
  const above = parentOf(place.path);
  const [parent] = isTeamSpace(folder) ? [] : enclosing(state, { tree: place.tree, path: above });
  if (parent === undefined) return {};
  const name = above === '' ? state.directory.teamName : nameOf(above);
  return { parent_shared_folder_id: parent.id, parent_folder_name: name };
}

/** Only what is mounted where the caller’s paths begin has a path. */
function pathOf(scene: Scene, { folder, place }: Standing): object {
  if (isTeamSpace(folder) || place.tree !== scene.tree) return {};
  return { path_lower: foldPath(place.path), path_display: place.path };
}

/** sharing.stone FolderPolicy; the team’s policy narrows the folder’s. */
export const folderPolicy = (scene: Scene, policies: FolderPolicies): object => ({
  member_policy: { '.tag': policies.member },
  resolved_member_policy: { '.tag': resolvedMemberPolicy(scene, policies.member) },
  acl_update_policy: { '.tag': policies.aclUpdate },
  shared_link_policy: { '.tag': policies.sharedLink },
  viewer_info_policy: { '.tag': policies.viewerInfo },
});

const OPENNESS: readonly MemberPolicy[] = ['team', 'team_and_approved', 'anyone'];

/** Whether a policy lets more people in than the team allows. */
export const isTooOpen = ({ state }: Scene, policy: MemberPolicy): boolean =>
  OPENNESS.indexOf(policy) > OPENNESS.indexOf(state.directory.policies.shared_folder_member_policy);

export const resolvedMemberPolicy = (scene: Scene, policy: MemberPolicy): MemberPolicy =>
  isTooOpen(scene, policy) ? scene.state.directory.policies.shared_folder_member_policy : policy;

function permission(state: DropboxState, standing: Standing, action: FolderAction): object {
  const allow = isAllowed(state, standing, action);
  return {
    action: { '.tag': action },
    allow,
    ...(allow ? {} : { reason: { '.tag': 'user_not_allowed_by_owner' } }),
  };
}

function isAllowed(state: DropboxState, standing: Standing, action: FolderAction): boolean {
  const { folder, place, role } = standing;
  if (isTeamSpace(folder)) return action === 'edit_contents' && isAtLeast(role, 'editor');
  switch (action) {
    case 'edit_contents':
      return isAtLeast(role, 'editor');
    case 'invite_editor':
    case 'invite_viewer':
    case 'invite_viewer_no_comment':
      return mayManage(standing);
    case 'relinquish_membership':
      return role !== 'owner';
    case 'share_link':
    case 'create_link':
    case 'create_view_link':
    case 'create_edit_link':
      return isAtLeast(role, 'editor') && folder.inheritance === 'inherit';
    case 'set_access_inheritance':
      return role === 'owner' && isInTeamSpace(state, place);
    case 'unmount':
    case 'leave_a_copy':
      return !isInTeamSpace(state, place);
    case 'change_options':
    case 'unshare':
    case 'disable_viewer_info':
    case 'enable_viewer_info':
      return role === 'owner';
  }
}
