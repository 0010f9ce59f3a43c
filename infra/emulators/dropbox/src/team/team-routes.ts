import { z } from 'zod';
import { routeError } from '../wire/api-error.js';
import { json, route, type Route } from '../wire/exchange.js';
import { pageOf, pagingOf } from '../wire/paging.js';
import { nameOf } from '../tree/names.js';
import { tag } from '../wire/types.js';
import { displayName } from './person.js';
import { sharingPolicies, teamMemberProfile } from './profiles.js';
import { connectedMember } from './seed.js';
import type { DropboxState } from '../dropbox-state.js';

/** Licences of the emulated plan. */
const LICENCES = 50;

const getInfo: Route = {
  style: 'rpc',
  arg: null,
  answer: ({ state: { directory } }) => {
    const provisioned = directory.members().filter(({ seat }) => seat.status !== 'removed').length;
    return json({
      name: directory.teamName,
      team_id: directory.teamId,
      num_licensed_users: LICENCES,
      num_provisioned_users: provisioned,
      num_used_licenses: directory.members().filter(({ seat }) => seat.status === 'active').length,
      policies: {
        sharing: sharingPolicies(directory.policies),
        emm_state: { '.tag': 'disabled' },
        office_addin: { '.tag': 'disabled' },
        suggest_members_policy: { '.tag': 'disabled' },
        top_level_content_policy: { '.tag': 'everyone' },
      },
    });
  },
};

const authenticatedAdmin: Route = {
  style: 'rpc',
  arg: null,
  answer: ({ state }) => {
    const admin = connectedMember(state.directory);
    if (!admin.seat.isAdmin || admin.seat.status !== 'active') throw routeError(['admin_not_active']);
    return json({ admin_profile: teamMemberProfile(state, admin) });
  },
};

/** A team with a shared team root and homes of its members apart from it. */
const FEATURES: Readonly<Record<string, object>> = {
  upload_api_rate_limit: { '.tag': 'unlimited' },
  has_team_shared_dropbox: { '.tag': 'has_team_shared_dropbox', has_team_shared_dropbox: true },
  has_team_file_events: { '.tag': 'enabled', enabled: false },
  has_team_selective_sync: { '.tag': 'has_team_selective_sync', has_team_selective_sync: false },
  has_distinct_member_homes: { '.tag': 'has_distinct_member_homes', has_distinct_member_homes: true },
};

const features = route(
  'rpc',
  z.strictObject({
    features: z.array(
      z.union([
        tag('upload_api_rate_limit'),
        tag('has_team_shared_dropbox'),
        tag('has_team_file_events'),
        tag('has_team_selective_sync'),
        tag('has_distinct_member_homes'),
      ]),
    ),
  }),
  ({ arg }) => {
    if (arg.features.length === 0) throw routeError(['empty_features_list']);
    return json({ values: arg.features.map((name) => ({ '.tag': name, [name]: FEATURES[name] })) });
  },
);

const namespaces = route(
  'rpc',
  z.strictObject({ limit: z.int().min(1).max(1000).default(1000) }),
  (exchange) => json(namespacesPage(exchange.state, { list: 'namespaces', from: 0, limit: 1000, about: '' })),
);

const namespacesContinue = route('rpc', z.strictObject({ cursor: z.string() }), ({ state, arg }) => {
  const paging = pagingOf(arg.cursor, 'namespaces');
  if (paging === undefined) throw routeError(['invalid_cursor']);
  return json(namespacesPage(state, paging));
});

function namespacesPage(state: DropboxState, paging: Parameters<typeof pageOf>[1]): object {
  const { directory } = state;
  const homes = directory.members().map((member) => ({
    name: displayName(member),
    namespace_id: member.seat.homeNamespace,
    namespace_type: { '.tag': 'team_member_folder' },
    team_member_id: member.seat.memberId,
  }));
  const root = {
    name: directory.teamName,
    namespace_id: state.root,
    namespace_type: { '.tag': 'team_folder' },
  };
  const shared = [...state.sharing.folders()].flatMap(({ id, entryId }) => {
    const mount = entryId === null ? undefined : state.find(entryId);
    return mount === undefined
      ? []
      : [
          {
            name: nameOf(mount.entry.path),
            namespace_id: id,
            namespace_type: { '.tag': 'shared_folder' },
          },
        ];
  });
  const { items, hasMore, next } = pageOf([root, ...homes, ...shared], paging);
  return { namespaces: items, cursor: next, has_more: hasMore };
}

/** The team as a whole (team.stone). */
export const teamRoutes: Readonly<Record<string, Route>> = {
  'team/get_info': getInfo,
  'team/token/get_authenticated_admin': authenticatedAdmin,
  'team/features/get_values': features,
  'team/namespaces/list': namespaces,
  'team/namespaces/list/continue': namespacesContinue,
};
