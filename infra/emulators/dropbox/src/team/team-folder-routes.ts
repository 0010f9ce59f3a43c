import { z } from 'zod';
import type { DropboxState } from '../dropbox-state.js';
import { ApiError, routeError } from '../wire/api-error.js';
import { json, route, type Route } from '../wire/exchange.js';
import { cursorOf, pagingOf } from '../wire/paging.js';

/*
 * A team with a shared team space has one team folder, the space itself (`is_team_shared_dropbox`); it can neither
 * make others nor put this one away (team_folder/create, TeamFolderTeamSharedDropboxError). What create answers such
 * a team is not documented; here 403 team_access_denied.
 */

const teamSpace = ({ directory, root }: DropboxState): object => ({
  team_folder_id: root,
  name: directory.teamName,
  status: { '.tag': 'active' },
  is_team_shared_dropbox: true,
  sync_setting: { '.tag': 'default' },
  content_sync_settings: [],
});

const IdArg = z.strictObject({ team_folder_id: z.string() });

function refuse({ root }: DropboxState, id: string): never {
  if (id !== root) throw routeError(['access_error', 'invalid_team_folder_id']);
  throw routeError(['team_shared_dropbox_error', 'disallowed']);
}

const SyncSetting = z.union([z.string(), z.object({ '.tag': z.string() })]);

const create = route(
  'rpc',
  z.strictObject({ name: z.string(), sync_setting: SyncSetting.nullish() }),
  (): never => {
    throw new ApiError(403, {
      error_summary: 'team_access_denied/..',
      error: { '.tag': 'team_access_denied' },
    });
  },
);

const page = (state: DropboxState): object => ({
  team_folders: [teamSpace(state)],
  cursor: cursorOf({ list: 'team-folders', from: 1, limit: 1000, about: '' }),
  has_more: false,
});

const list = route('rpc', z.strictObject({ limit: z.int().min(1).max(1000).default(1000) }), ({ state }) =>
  json(page(state)),
);

const listContinue = route('rpc', z.strictObject({ cursor: z.string() }), ({ state, arg }) => {
  if (pagingOf(arg.cursor, 'team-folders') === undefined) throw routeError(['invalid_cursor']);
  return json({ ...page(state), team_folders: [] });
});

const getInfo = route(
  'rpc',
  z.strictObject({ team_folder_ids: z.array(z.string()).min(1) }),
  ({ state, arg }) =>
    json(
      arg.team_folder_ids.map((id) =>
        id === state.root
          ? { '.tag': 'team_folder_metadata', ...teamSpace(state) }
          : { '.tag': 'id_not_found', id_not_found: id },
      ),
    ),
);

const activate = route('rpc', IdArg, ({ state, arg }) => refuse(state, arg.team_folder_id));
const archive = route(
  'rpc',
  IdArg.extend({ force_async_off: z.boolean().default(false) }),
  ({ state, arg }) => refuse(state, arg.team_folder_id),
);
const rename = route('rpc', IdArg.extend({ name: z.string() }), ({ state, arg }) =>
  refuse(state, arg.team_folder_id),
);

/** Team folders (team.stone). */
export const teamFolderRoutes: Readonly<Record<string, Route>> = {
  'team/team_folder/create': create,
  'team/team_folder/list': list,
  'team/team_folder/list/continue': listContinue,
  'team/team_folder/get_info': getInfo,
  'team/team_folder/activate': activate,
  'team/team_folder/archive': archive,
  'team/team_folder/permanently_delete': activate,
  'team/team_folder/rename': rename,
};
