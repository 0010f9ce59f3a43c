import { z } from 'zod';
import type { DropboxState } from '../dropbox-state.js';
import { routeError } from '../wire/api-error.js';
import { json, route, type Exchange, type Route } from '../wire/exchange.js';
import { pageOf, pagingOf, type Paging } from '../wire/paging.js';
import type { Member } from './person.js';
import { teamMemberProfile } from './profiles.js';
import { findMember, UserSelector, wordOf } from './selectors.js';

/** Roles that Dropbox defines; these ids are the specification’s examples. */
const TEAM_ADMIN = {
  role_id: 'pid_dbtmr:2345',
  name: 'Team admin',
  description: 'User can do most user provisioning, de-provisioning and management.',
};

/** team.stone TeamMemberInfoV2. */
const infoOf = (state: DropboxState, member: Member): object => ({
  profile: teamMemberProfile(state, member),
  roles: member.seat.isAdmin ? [TEAM_ADMIN] : [],
});

const list = route(
  'rpc',
  z.strictObject({
    limit: z.int().min(1).max(1000).default(1000),
    include_removed: z.boolean().default(false),
  }),
  (exchange) => {
    const { limit, include_removed: removed } = exchange.arg;
    return json(membersPage(exchange, { list: 'members', from: 0, limit, about: String(removed) }));
  },
);

const listContinue = route('rpc', z.strictObject({ cursor: z.string() }), (exchange) => {
  const paging = pagingOf(exchange.arg.cursor, 'members');
  if (paging === undefined) throw routeError(['invalid_cursor']);
  return json(membersPage(exchange, paging));
});

function membersPage({ state }: Pick<Exchange, 'state'>, paging: Paging): object {
  const withRemoved = paging.about === 'true';
  const all = state.directory.members().filter(({ seat }) => withRemoved || seat.status !== 'removed');
  const { items, hasMore, next } = pageOf(all, paging);
  return { members: items.map((one) => infoOf(state, one)), cursor: next, has_more: hasMore };
}

const getInfo = route('rpc', z.strictObject({ members: z.array(UserSelector) }), ({ state, arg }) =>
  json({
    members_info: arg.members.map((selector) => {
      const member = findMember(state.directory, selector);
      return member === undefined
        ? { '.tag': 'id_not_found', id_not_found: wordOf(selector) }
        : { '.tag': 'member_info', ...infoOf(state, member) };
    }),
  }),
);

/** The first version of the route, which rclone asks to act for a member: a bare list, and a tier for roles. */
const getInfoFirst = route('rpc', z.strictObject({ members: z.array(UserSelector) }), ({ state, arg }) =>
  json(
    arg.members.map((selector) => {
      const member = findMember(state.directory, selector);
      if (member === undefined) return { '.tag': 'id_not_found', id_not_found: wordOf(selector) };
      const role = { '.tag': member.seat.isAdmin ? 'team_admin' : 'member_only' };
      return { '.tag': 'member_info', profile: teamMemberProfile(state, member), role };
    }),
  ),
);

/** Members of the team (team.stone). */
export const memberRoutes: Readonly<Record<string, Route>> = {
  'team/members/list_v2': list,
  'team/members/list/continue_v2': listContinue,
  'team/members/get_info': getInfoFirst,
  'team/members/get_info_v2': getInfo,
};
