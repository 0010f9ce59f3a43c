import { z } from 'zod';
import type { DropboxState } from '../dropbox-state.js';
import { ApiError, routeError } from '../wire/api-error.js';
import { json, route, type Route } from '../wire/exchange.js';
import { pageOf, pagingOf, type Paging } from '../wire/paging.js';
import { tag } from '../wire/types.js';
import type { Group } from './group.js';
import type { Member } from './person.js';
import { groupFullInfo, groupMemberInfo } from './profiles.js';
import { findGroup, findManagedGroup, findMember, GroupSelector, UserSelector, wordOf } from './selectors.js';

/** Most members of a group (help center, large deployments). */
const MOST_MEMBERS = 1000;

const AccessType = z.union([tag('member'), tag('owner')]);

/** A list of words beside the tag: `{".tag":"members_not_in_team","members_not_in_team":[…]}`. */
const errorOf = (name: string, words: readonly string[]): ApiError =>
  new ApiError(409, { error_summary: `${name}/..`, error: { '.tag': name, [name]: words } });

/** Members by their selectors. @throws ApiError 409 members_not_in_team, users_not_found */
function membersBy({ directory }: DropboxState, selectors: readonly UserSelector[]): readonly Member[] {
  const found = selectors.map((selector) => [selector, findMember(directory, selector)] as const);
  const strangers = found.filter(([, member]) => member === undefined).map(([selector]) => selector);
  const outside = strangers.filter((one) => directory.byEmail(wordOf(one)) !== undefined).map(wordOf);
  if (outside.length > 0) throw errorOf('members_not_in_team', outside);
  if (strangers.length > 0) throw errorOf('users_not_found', strangers.map(wordOf));
  return found.flatMap(([, member]) => member ?? []);
}

/** The async_job_id is one blank for ever (GroupMembersChangeResult). */
const changed = (state: DropboxState, group: Group, withMembers: boolean) =>
  json({ group_info: groupFullInfo(state.directory, group, withMembers), async_job_id: ' ' });

const add = route(
  'rpc',
  z.strictObject({
    group: GroupSelector,
    return_members: z.boolean().default(true),
    members: z.array(z.strictObject({ user: UserSelector, access_type: AccessType })),
  }),
  ({ state, arg }) => {
    const group = findManagedGroup(state.directory, arg.group);
    const members = membersBy(
      state,
      arg.members.map(({ user }) => user),
    );
    const owners = arg.members.filter(({ access_type: access }) => access === 'owner');
    if (owners.length > 0 && group.management === 'company_managed')
      throw errorOf(
        'user_cannot_be_manager_of_company_managed_group',
        owners.map(({ user }) => wordOf(user)),
      );
    const known = new Map(group.members);
    for (const [index, { accountId, seat }] of members.entries()) {
      const role = arg.members[index]?.access_type ?? 'member';
      if (known.has(accountId)) throw routeError(['duplicate_user']);
      if (role === 'owner' && seat.status !== 'active') throw routeError(['user_must_be_active_to_be_owner']);
      known.set(accountId, role);
    }
    if (known.size > MOST_MEMBERS) throw routeError(['other']);
    return changed(state, state.directory.setGroupMembers(group, known), arg.return_members);
  },
);

const remove = route(
  'rpc',
  z.strictObject({
    group: GroupSelector,
    return_members: z.boolean().default(true),
    users: z.array(UserSelector),
  }),
  ({ state, arg }) => {
    const group = findManagedGroup(state.directory, arg.group);
    const left = new Map(group.members);
    for (const { accountId } of membersBy(state, arg.users)) {
      if (!left.delete(accountId)) throw routeError(['member_not_in_group']);
    }
    return changed(state, state.directory.setGroupMembers(group, left), arg.return_members);
  },
);

const list = route(
  'rpc',
  z.strictObject({ group: GroupSelector, limit: z.int().min(1).max(1000).default(1000) }),
  ({ state, arg }) => {
    const { id } = findGroup(state.directory, arg.group);
    return json(membersPage(state, { list: 'group-members', from: 0, limit: arg.limit, about: id }));
  },
);

const listContinue = route('rpc', z.strictObject({ cursor: z.string() }), ({ state, arg }) => {
  const paging = pagingOf(arg.cursor, 'group-members');
  if (paging === undefined || state.directory.group(paging.about) === undefined)
    throw routeError(['invalid_cursor']);
  return json(membersPage(state, paging));
});

function membersPage({ directory }: DropboxState, paging: Paging): object {
  const group = directory.group(paging.about);
  const all = group === undefined ? [] : directory.membersOf(group);
  const { items, hasMore, next } = pageOf(all, paging);
  return { members: items.map(groupMemberInfo), cursor: next, has_more: hasMore };
}

/** Who is in a group (team.stone). */
export const groupMemberRoutes: Readonly<Record<string, Route>> = {
  'team/groups/members/add': add,
  'team/groups/members/remove': remove,
  'team/groups/members/list': list,
  'team/groups/members/list/continue': listContinue,
};
