/** Who may call a route (attributes `auth`, `scope` and `select_admin_mode` of the specification). */
export interface Right {
  /** `user`: a member’s token, or a team’s with a selecting header. `team`: a team’s. `app`: key and secret. */
  readonly auth: 'user' | 'team' | 'app' | 'app, user';
  readonly scope: string | null;
  /** How far Select-Admin carries; null where the route does not take it. */
  readonly admin: 'team_admin' | 'whole_team' | null;
}

type Table = readonly (readonly [scope: string | null, admin: Right['admin'], routes: readonly string[]])[];

const USER: Table = [
  [null, null, ['auth/token/revoke']],
  ['account_info.read', null, ['check/user', 'users/get_space_usage']],
  ['account_info.read', 'whole_team', ['users/get_current_account']],
  [
    'files.content.write',
    'team_admin',
    [
      'files/create_folder_v2',
      'files/create_folder_batch',
      'files/create_folder_batch/check',
      'files/move_v2',
      'files/copy_v2',
      'files/move_batch_v2',
      'files/copy_batch_v2',
      'files/move_batch/check_v2',
      'files/copy_batch/check_v2',
      'files/restore',
      'files/delete_v2',
      'files/delete_batch',
      'files/delete_batch/check',
      'files/upload',
      'files/upload_session/start',
      'files/upload_session/start_batch',
      'files/upload_session/append_v2',
      'files/upload_session/append_batch',
      'files/upload_session/finish',
      'files/upload_session/finish_batch',
      'files/upload_session/finish_batch_v2',
      'files/upload_session/finish_batch/check',
    ],
  ],
  ['files.content.read', 'whole_team', ['files/download']],
  [
    'files.metadata.read',
    'whole_team',
    [
      'files/get_metadata',
      'files/list_folder',
      'files/list_folder/continue',
      'files/list_folder/get_latest_cursor',
      'files/list_revisions',
    ],
  ],
  [
    'sharing.write',
    'team_admin',
    [
      'sharing/share_folder',
      'sharing/check_share_job_status',
      'sharing/unshare_folder',
      'sharing/check_job_status',
      'sharing/update_folder_policy',
      'sharing/add_folder_member',
      'sharing/update_folder_member',
      'sharing/remove_folder_member',
      'sharing/check_remove_member_job_status',
      'sharing/create_shared_link_with_settings',
      'sharing/revoke_shared_link',
      'sharing/add_file_member',
      'sharing/remove_file_member_2',
      'sharing/unshare_file',
    ],
  ],
  [
    'sharing.write',
    null,
    [
      'sharing/set_access_inheritance',
      'sharing/relinquish_folder_membership',
      'sharing/modify_shared_link_settings',
    ],
  ],
  ['sharing.read', null, ['sharing/list_folders', 'sharing/list_folders/continue']],
  [
    'sharing.read',
    'whole_team',
    [
      'sharing/get_folder_metadata',
      'sharing/list_folder_members',
      'sharing/list_folder_members/continue',
      'sharing/list_shared_links',
      'sharing/list_file_members',
      'sharing/list_file_members/continue',
    ],
  ],
  ['sharing.read', 'team_admin', ['sharing/get_file_metadata']],
];

const TEAM: Table = [
  [
    'team_info.read',
    null,
    ['team/get_info', 'team/token/get_authenticated_admin', 'team/features/get_values'],
  ],
  ['team_data.member', null, ['team/namespaces/list', 'team/namespaces/list/continue']],
  [
    'members.read',
    null,
    [
      'team/members/list_v2',
      'team/members/list/continue_v2',
      'team/members/get_info',
      'team/members/get_info_v2',
    ],
  ],
  [
    'groups.read',
    null,
    [
      'team/groups/list',
      'team/groups/list/continue',
      'team/groups/get_info',
      'team/groups/members/list',
      'team/groups/members/list/continue',
    ],
  ],
  [
    'groups.write',
    null,
    [
      'team/groups/create',
      'team/groups/update',
      'team/groups/delete',
      'team/groups/job_status/get',
      'team/groups/members/add',
      'team/groups/members/remove',
    ],
  ],
  [
    'team_data.content.read',
    null,
    ['team/team_folder/list', 'team/team_folder/list/continue', 'team/team_folder/get_info'],
  ],
  [
    'team_data.content.write',
    null,
    [
      'team/team_folder/create',
      'team/team_folder/activate',
      'team/team_folder/archive',
      'team/team_folder/permanently_delete',
      'team/team_folder/rename',
    ],
  ],
];

function rights(auth: Right['auth'], table: Table): readonly (readonly [string, Right])[] {
  return table.flatMap(([scope, admin, routes]) =>
    routes.map((route) => [route, { auth, scope, admin }] as const),
  );
}

const RIGHTS: ReadonlyMap<string, Right> = new Map([
  ['check/app', { auth: 'app', scope: null, admin: null }],
  ...rights('user', USER),
  ...rights('app, user', [
    ['sharing.read', null, ['sharing/get_shared_link_metadata', 'sharing/get_shared_link_file']],
  ]),
  ...rights('team', TEAM),
]);

/** @throws TypeError for a route that the table forgot */
export function rightOf(route: string): Right {
  const right = RIGHTS.get(route);
  if (right === undefined) throw new TypeError(`nobody is said to have a right to ${route}`);
  return right;
}

/** Every scope that some route asks for, and the one that acting for members asks for. */
export const SCOPES: readonly string[] = [
  ...new Set(['team_data.member', ...[...RIGHTS.values()].flatMap(({ scope }) => scope ?? [])]),
].toSorted();
