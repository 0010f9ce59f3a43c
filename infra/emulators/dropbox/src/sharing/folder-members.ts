import { z } from 'zod';
import type { Holder } from '../access/effective-access.js';
import { isAtLeast, type Role } from '../access/roles.js';
import type { Scene } from '../routes/resolve.js';
import { ApiError, routeError } from '../wire/api-error.js';
import { json, route, type Route } from '../wire/exchange.js';
import { AccessLevel, JobArg, MemberSelector, SharedFolderId } from './arguments.js';
import { resolvedMemberPolicy } from './folder-metadata.js';
import { keyOf, type Members, type SharedFolder } from './folder.js';
import { holderOf, isOutside } from './holders.js';
import { withMember, without } from './sharing.js';
import {
  explicitWays,
  isInTeamSpace,
  mayManage,
  refuseTeamSpace,
  standingTo,
  type Standing,
} from './standing.js';

/** A folder whose members the caller may change. @throws ApiError 409 */
function managed(scene: Scene, id: string): Standing {
  const standing = standingTo(scene, id, ['access_error']);
  refuseTeamSpace(standing);
  if (!mayManage(standing)) throw routeError(['no_permission']);
  return standing;
}

/** What is wrong with somebody who shall be added (AddMemberSelectorError). @throws ApiError 409 */
function newHolder({ state: { directory } }: Scene, selector: MemberSelector): Holder {
  const holder = holderOf(directory, selector);
  if (holder === undefined) throw badMember(directory, selector);
  if (holder.kind === 'group' && directory.group(holder.groupId)?.management === 'system_managed')
    throw routeError(['bad_member', 'automatic_group']);
  return holder;
}

function badMember(directory: Scene['state']['directory'], selector: MemberSelector): ApiError {
  const id = selector['.tag'] === 'dropbox_id' ? selector.dropbox_id : '';
  if (directory.isDeletedGroup(id)) return routeError(['bad_member', 'group_deleted']);
  if (id.startsWith('g:')) return routeError(['bad_member', 'invalid_group']);
  const bad = { '.tag': 'invalid_dropbox_id', invalid_dropbox_id: id };
  return new ApiError(409, {
    error_summary: 'bad_member/invalid_dropbox_id/..',
    error: { '.tag': 'bad_member', bad_member: bad },
  });
}

/** Only these can be given; ownership is transferred instead (AddMember.access_level). */
function givable(level: z.infer<typeof AccessLevel>): Role {
  if (level === 'owner' || level === 'traverse' || level === 'no_access') throw routeError(['no_permission']);
  return level;
}

/** @throws ApiError 409 too_many_members with the limit */
function refuseCrowd({ state: { directory, limits } }: Scene, folder: SharedFolder, members: Members): void {
  const limit = folder.inheritance === 'no_inherit' ? limits.restrictedMembers : limits.members;
  const people = new Set(
    [...members.values()].flatMap(({ holder }) =>
      holder.kind === 'group' ? directory.accountsIn(holder.groupId) : [keyOf(holder)],
    ),
  );
  if (people.size <= limit) return;
  throw new ApiError(409, {
    error_summary: 'too_many_members/..',
    error: { '.tag': 'too_many_members', too_many_members: limit },
  });
}

const addMember = route(
  'rpc',
  z.strictObject({
    shared_folder_id: SharedFolderId,
    members: z.array(z.strictObject({ member: MemberSelector, access_level: AccessLevel.nullish() })),
    quiet: z.boolean().default(false),
    custom_message: z.string().min(1).nullish(),
  }),
  (exchange) => {
    const { state, arg } = exchange;
    const { folder } = managed(exchange, arg.shared_folder_id);
    const since = state.clock.now();
    let members: Members = folder.members;
    for (const { member, access_level: level } of arg.members) {
      const role = givable(level ?? 'viewer');
      const holder = newHolder(exchange, member);
      const isClosed = resolvedMemberPolicy(exchange, folder.policies.member) === 'team';
      if (isClosed && isOutside(state.directory, holder)) throw routeError(['cant_share_outside_team']);
      // Who is a member already keeps at least what there was.
      const known = members.get(keyOf(holder))?.role ?? null;
      if (!isAtLeast(known, role)) members = withMember(members, { holder, role, since });
    }
    refuseCrowd(exchange, folder, members);
    state.sharing.putFolder({ ...folder, members });
    return json(null);
  },
);

/** Where a member stands by name, or why not (SharedFolderMemberError). @throws ApiError 409 */
function targetOf(scene: Scene, standing: Standing, selector: MemberSelector): Holder {
  const holder = holderOf(scene.state.directory, selector);
  if (holder === undefined) throw routeError(['member_error', 'invalid_dropbox_id']);
  const known = standing.folder.members.get(keyOf(holder));
  if (known !== undefined) return holder;
  if (holder.kind !== 'account') throw routeError(['member_error', 'not_a_member']);
  const { byGroup, fromAbove } = explicitWays(scene, standing, holder.accountId);
  if (byGroup) throw routeError(['group_access']);
  if (fromAbove === null) throw routeError(['member_error', 'not_a_member']);
  const error = { '.tag': 'no_explicit_access', ...accessLevel(fromAbove) };
  throw new ApiError(409, {
    error_summary: 'member_error/no_explicit_access/..',
    error: { '.tag': 'member_error', member_error: error },
  });
}

/** sharing.stone MemberAccessLevelResult. */
const accessLevel = (role: Role | null): object => (role === null ? {} : { access_level: { '.tag': role } });

const updateMember = route(
  'rpc',
  z.strictObject({
    shared_folder_id: SharedFolderId,
    member: MemberSelector,
    access_level: AccessLevel,
  }),
  (exchange) => {
    const { state, arg } = exchange;
    const standing = managed(exchange, arg.shared_folder_id);
    const { folder } = standing;
    const role = givable(arg.access_level);
    const holder = memberById(exchange, standing, arg.member);
    const known = folder.members.get(keyOf(holder));
    if (known?.role === 'owner') throw routeError(['no_permission']);
    const since = known?.since ?? state.clock.now();
    state.sharing.putFolder({ ...folder, members: withMember(folder.members, { holder, role, since }) });
    return json(accessLevel(role));
  },
);

/**
 * A member named by id: “only the dropbox_id may be set at this time”. Who has access another way is one too, and
 * is added by name (UpdateFolderMemberError.no_explicit_access). @throws ApiError 409 member_error
 */
function memberById(scene: Scene, standing: Standing, selector: MemberSelector): Holder {
  const holder = selector['.tag'] === 'dropbox_id' ? holderOf(scene.state.directory, selector) : undefined;
  if (holder === undefined) throw routeError(['member_error', 'invalid_dropbox_id']);
  if (standing.folder.members.has(keyOf(holder))) return holder;
  const ways = holder.kind === 'account' ? explicitWays(scene, standing, holder.accountId) : undefined;
  const isMember = ways !== undefined && (ways.byGroup || ways.fromAbove !== null);
  if (!isMember) throw routeError(['member_error', 'not_a_member']);
  return holder;
}

const removeMember = route(
  'rpc',
  z.strictObject({ shared_folder_id: SharedFolderId, member: MemberSelector, leave_a_copy: z.boolean() }),
  (exchange) => {
    const { state, arg } = exchange;
    const standing = managed(exchange, arg.shared_folder_id);
    const holder = targetOf(exchange, standing, arg.member);
    if (standing.folder.members.get(keyOf(holder))?.role === 'owner') throw routeError(['folder_owner']);
    // “Must be set to false when removing a group, or when the folder is within a team folder.”
    if (arg.leave_a_copy && (holder.kind === 'group' || isInTeamSpace(state, standing.place)))
      throw routeError(['no_permission']);
    const { id } = standing.folder;
    return json(
      state.sharingJobs.launch('remove_member', () => {
        const folder = state.sharing.folder(id);
        if (folder === undefined) return {};
        state.sharing.putFolder({ ...folder, members: without(folder.members, keyOf(holder)) });
        const left =
          holder.kind === 'account'
            ? explicitWays(exchange, { ...standing, folder }, holder.accountId)
            : null;
        return accessLevel(left?.fromAbove ?? null);
      }),
    );
  },
);

const checkRemove = route('rpc', JobArg, ({ state, arg }) => {
  const polled = state.sharingJobs.poll(arg.async_job_id, ['remove_member']);
  if (polled === undefined) throw routeError(['invalid_async_job_id']);
  return json(polled);
});

const relinquish = route(
  'rpc',
  z.strictObject({ shared_folder_id: SharedFolderId, leave_a_copy: z.boolean().default(false) }),
  (exchange) => {
    const { state, arg, caller } = exchange;
    const standing = standingTo(exchange, arg.shared_folder_id, ['access_error']);
    refuseTeamSpace(standing);
    const { folder, place } = standing;
    const { accountId } = caller.person;
    if (folder.members.get(accountId)?.role === 'owner') throw routeError(['folder_owner']);
    const { byName, byGroup } = explicitWays(exchange, standing, accountId);
    if (byGroup) throw routeError(['group_access']);
    if (!byName) throw routeError(['no_explicit_access']);
    if (arg.leave_a_copy && isInTeamSpace(state, place)) throw routeError(['no_permission']);
    const leave = (): object => {
      state.sharing.putFolder({ ...folder, members: without(folder.members, accountId) });
      return {};
    };
    if (arg.leave_a_copy) return json(state.sharingJobs.launch('other', leave));
    leave();
    return json({ '.tag': 'complete' });
  },
);

/** Who is a member of a shared folder (sharing.stone). */
export const folderMemberRoutes: Readonly<Record<string, Route>> = {
  'sharing/add_folder_member': addMember,
  'sharing/update_folder_member': updateMember,
  'sharing/remove_folder_member': removeMember,
  'sharing/check_remove_member_job_status': checkRemove,
  'sharing/relinquish_folder_membership': relinquish,
};
