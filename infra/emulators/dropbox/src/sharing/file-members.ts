import { z } from 'zod';
import type { Holder } from '../access/effective-access.js';
import { enclosing, levelsOf } from '../access/levels.js';
import { waysOf } from '../access/permission.js';
import { isAtLeast, strongest, type Role } from '../access/roles.js';
import { timestamp } from '../clock.js';
import type { Scene } from '../routes/resolve.js';
import { foldPath, nameOf } from '../tree/names.js';
import { ApiError, routeError, union } from '../wire/api-error.js';
import { json, route, type Exchange, type Route } from '../wire/exchange.js';
import { pageOf, pagingOf, type Paging } from '../wire/paging.js';
import {
  AccessLevel,
  FileActions,
  MemberActions,
  MemberSelector,
  PathOrId,
  type FileAction,
  type MemberAction,
} from './arguments.js';
import { editableFile, standingToFile, type FileStanding } from './file-standing.js';
import { folderPolicy, resolvedMemberPolicy } from './folder-metadata.js';
import { keyOf } from './folder.js';
import { holderOf, isOutside } from './holders.js';
import { membersShape, ordered } from './members-shape.js';
import { ownParts, partsOf } from './parts.js';
import { withMember, without } from './sharing.js';

/** What can be given to a member of a file. @throws ApiError 409 access_error/no_permission */
function givable(level: z.infer<typeof AccessLevel>): Role {
  if (level === 'owner' || level === 'traverse' || level === 'no_access')
    throw routeError(['access_error', 'no_permission']);
  return level;
}

/** What an account may do with the file by its folders, without what it has by name. */
function roleFromAbove({ state }: Scene, { place }: FileStanding, holder: Holder): Role | null {
  if (holder.kind !== 'account') return null;
  const above = waysOf(state, holder.accountId, place).filter(({ isInherited }) => isInherited);
  return strongest(above.map(({ role }) => role));
}

/** One result for each selector, in their order (FileMemberActionResult). */
const add = route(
  'rpc',
  z.strictObject({
    file: PathOrId,
    members: z.array(MemberSelector),
    custom_message: z.string().nullish(),
    quiet: z.boolean().default(false),
    access_level: AccessLevel.nullish(),
    add_message_as_comment: z.boolean().default(false),
  }),
  (exchange) => {
    const { state, arg } = exchange;
    const standing = editableFile(exchange, arg.file);
    const role = givable(arg.access_level ?? 'viewer');
    const since = state.clock.now();
    const results = arg.members.map((member) => {
      const holder = holderOf(state.directory, member);
      if (holder === undefined) return failed(member, ['invalid_member']);
      if (isClosedTo(exchange, standing, holder)) return failed(member, ['no_permission']);
      const members = state.sharing.fileMembers(standing.file.id);
      const known = members.get(keyOf(holder))?.role ?? null;
      if (!isAtLeast(known, role))
        state.sharing.setFileMembers(standing.file.id, withMember(members, { holder, role, since }));
      return { member, result: { '.tag': 'success', success: { '.tag': strongest([known, role]) } } };
    });
    return json(results);
  },
);

const failed = (member: MemberSelector, tags: readonly string[]): object => ({
  member,
  result: { '.tag': 'member_error', member_error: union(tags) },
});

/** The folder around a file keeps people from outside out of its files too. */
function isClosedTo(scene: Scene, { place }: FileStanding, holder: Holder): boolean {
  const [nearest] = enclosing(scene.state, place).filter(({ entryId }) => entryId !== null);
  const policy = resolvedMemberPolicy(scene, nearest?.policies.member ?? 'anyone');
  return policy === 'team' && isOutside(scene.state.directory, holder);
}

const remove = route('rpc', z.strictObject({ file: PathOrId, member: MemberSelector }), (exchange) => {
  const { state, arg } = exchange;
  const standing = editableFile(exchange, arg.file);
  const holder = holderOf(state.directory, arg.member);
  if (holder === undefined)
    return json({ '.tag': 'member_error', member_error: { '.tag': 'invalid_member' } });
  const left = roleFromAbove(exchange, standing, holder);
  const access = left === null ? {} : { access_level: { '.tag': left } };
  const members = state.sharing.fileMembers(standing.file.id);
  if (!members.has(keyOf(holder))) {
    throw new ApiError(409, {
      error_summary: 'no_explicit_access/..',
      error: { '.tag': 'no_explicit_access', ...access },
    });
  }
  state.sharing.setFileMembers(standing.file.id, without(members, keyOf(holder)));
  return json({ '.tag': 'success', ...access });
});

/** Everybody who was made a member by name; what comes from folders stays (unshare_file). */
const unshare = route('rpc', z.strictObject({ file: PathOrId }), (exchange) => {
  const { file } = editableFile(exchange, exchange.arg.file);
  exchange.state.sharing.setFileMembers(file.id, new Map());
  return json(null);
});

const list = route(
  'rpc',
  z.strictObject({
    file: PathOrId,
    actions: MemberActions,
    include_inherited: z.boolean().default(true),
    limit: z.int().min(1).max(300).default(100),
  }),
  (exchange) => {
    const { file, actions, include_inherited: above, limit } = exchange.arg;
    const standing = standingToFile(exchange, file);
    const about: About = { id: standing.file.id, actions, above };
    const paging = { list: 'file-members', from: 0, limit, about: JSON.stringify(about) };
    return json(membersPage(exchange, standing, about, paging));
  },
);

/** What a cursor goes on with. */
interface About {
  readonly id: string;
  readonly actions: readonly MemberAction[] | null | undefined;
  readonly above: boolean;
}

const listContinue = route('rpc', z.strictObject({ cursor: z.string() }), (exchange) => {
  const paging = pagingOf(exchange.arg.cursor, 'file-members');
  if (paging === undefined) throw routeError(['invalid_cursor']);
  const about = JSON.parse(paging.about) as About;
  return json(membersPage(exchange, standingToFile(exchange, about.id), about, paging));
});

function membersPage(
  exchange: Exchange,
  { place, role }: FileStanding,
  { above, actions }: About,
  paging: Paging,
): object {
  const levels = levelsOf(exchange.state, place);
  const parts = above ? partsOf(place.path, levels) : ownParts(place.path, levels);
  const { items, hasMore, next } = pageOf(ordered(parts), paging);
  const asking = { actions, mayManage: isAtLeast(role, 'editor') };
  return { ...membersShape(exchange, items, asking), ...(hasMore ? { cursor: next } : {}) };
}

const getMetadata = route('rpc', z.strictObject({ file: PathOrId, actions: FileActions }), (exchange) =>
  json(sharedFileMetadata(exchange, standingToFile(exchange, exchange.arg.file), exchange.arg.actions ?? [])),
);

/** sharing.stone SharedFileMetadata. */
function sharedFileMetadata(
  scene: Scene,
  { file, place, role }: FileStanding,
  actions: readonly FileAction[],
): object {
  const { state, caller } = scene;
  const [parent] = enclosing(state, place);
  const own = state.sharing.fileMembers(file.id).get(caller.person.accountId);
  const isHere = place.tree === scene.tree;
  const plain = {
    member: 'anyone',
    aclUpdate: 'editors',
    sharedLink: 'anyone',
    viewerInfo: 'enabled',
  } as const;
  return {
    access_type: { '.tag': role },
    id: file.id,
    name: nameOf(file.path),
    owner_team: { id: state.directory.teamId, name: state.directory.teamName },
    ...(parent === undefined ? {} : { parent_shared_folder_id: parent.id }),
    ...(isHere ? { path_lower: foldPath(file.path), path_display: file.path } : {}),
    permissions: actions.map((action) => permission(action, role)),
    policy: folderPolicy(scene, parent?.policies ?? plain),
    preview_url: `https://www.dropbox.com/scl/fi/${file.id.slice('id:'.length)}`,
    ...(own === undefined ? {} : { time_invited: timestamp(own.since) }),
  };
}

function permission(action: FileAction, role: Role): object {
  const allow = action === 'relinquish_membership' ? role !== 'owner' : isAtLeast(role, 'editor');
  return {
    action: { '.tag': action },
    allow,
    ...(allow ? {} : { reason: { '.tag': 'user_not_allowed_by_owner' } }),
  };
}

/** Who is a member of a file by name (sharing.stone). */
export const fileMemberRoutes: Readonly<Record<string, Route>> = {
  'sharing/add_file_member': add,
  'sharing/remove_file_member_2': remove,
  'sharing/unshare_file': unshare,
  'sharing/list_file_members': list,
  'sharing/list_file_members/continue': listContinue,
  'sharing/get_file_metadata': getMetadata,
};
