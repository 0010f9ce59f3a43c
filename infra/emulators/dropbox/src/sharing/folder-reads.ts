import { z } from 'zod';
import { levelsOf } from '../access/levels.js';
import { resolvePath, type Scene } from '../routes/resolve.js';
import { routeError } from '../wire/api-error.js';
import { json, route, type Exchange, type Route } from '../wire/exchange.js';
import { pageOf, pagingOf, type Paging } from '../wire/paging.js';
import {
  AclUpdatePolicy,
  FolderActions,
  MemberActions,
  MemberPolicyArg,
  NoLinkSettings,
  SharedFolderId,
  SharedLinkPolicy,
  ViewerInfoPolicy,
  type FolderAction,
  type MemberAction,
} from './arguments.js';
import { isTooOpen, sharedFolderMetadata } from './folder-metadata.js';
import { membersShape, ordered } from './members-shape.js';
import { ownParts, partsOf } from './parts.js';
import { mayManage, refuseTeamSpace, standingTo, type Standing } from './standing.js';

const getMetadata = route(
  'rpc',
  z.strictObject({ shared_folder_id: SharedFolderId, actions: FolderActions }),
  (exchange) =>
    json(
      sharedFolderMetadata(
        exchange,
        standingTo(exchange, exchange.arg.shared_folder_id, []),
        exchange.arg.actions,
      ),
    ),
);

const listFolders = route(
  'rpc',
  z.strictObject({ limit: z.int().min(1).max(1000).default(1000), actions: FolderActions }),
  (exchange) => {
    const { limit, actions } = exchange.arg;
    return json(
      foldersPage(exchange, { list: 'folders', from: 0, limit, about: JSON.stringify(actions ?? []) }),
    );
  },
);

const listFoldersContinue = route('rpc', z.strictObject({ cursor: z.string() }), (exchange) => {
  const paging = pagingOf(exchange.arg.cursor, 'folders');
  if (paging === undefined) throw routeError(['invalid_cursor']);
  return json(foldersPage(exchange, paging));
});

/** Every shared folder that the caller can open, but for the team’s space itself. */
function foldersPage(exchange: Exchange, paging: Paging): object {
  const actions = JSON.parse(paging.about) as readonly FolderAction[];
  const open = [...exchange.state.sharing.folders()].flatMap((folder) =>
    folder.entryId === null ? [] : (standingIfAny(exchange, folder.id) ?? []),
  );
  const { items, hasMore, next } = pageOf(open, paging);
  return {
    entries: items.map((standing) => sharedFolderMetadata(exchange, standing, actions)),
    ...(hasMore ? { cursor: next } : {}),
  };
}

function standingIfAny(scene: Scene, id: string): Standing | undefined {
  try {
    return standingTo(scene, id, []);
  } catch {
    return undefined;
  }
}

const listMembers = route(
  'rpc',
  z.strictObject({
    shared_folder_id: SharedFolderId,
    actions: MemberActions,
    limit: z.int().min(1).max(1000).default(1000),
    path: z.string().nullish(),
  }),
  (exchange) => {
    const { shared_folder_id: id, actions, limit, path } = exchange.arg;
    const about: About = { id: path == null ? id : folderAt(exchange, path), actions, above: path != null };
    return json(
      membersPage(exchange, about, { list: 'folder-members', from: 0, limit, about: JSON.stringify(about) }),
    );
  },
);

/** What a cursor of members goes on with. */
interface About {
  readonly id: string;
  readonly actions: readonly MemberAction[] | null | undefined;
  /** Members from above are listed too. */
  readonly above: boolean;
}

/** “When path is provided, the folder ID will be extracted from the path instead.” @throws ApiError 409 invalid_id */
function folderAt(scene: Scene, path: string): string {
  const place = resolvePath(scene, path);
  const entry = place?.tree.at(place.path);
  const folder = entry === undefined ? undefined : scene.state.sharing.folderAt(entry.id);
  if (folder === undefined) throw routeError(['invalid_id']);
  return folder.id;
}

const listMembersContinue = route('rpc', z.strictObject({ cursor: z.string() }), (exchange) => {
  const paging = pagingOf(exchange.arg.cursor, 'folder-members');
  if (paging === undefined) throw routeError(['invalid_cursor']);
  const about = JSON.parse(paging.about) as About;
  standingTo(exchange, about.id, ['access_error']);
  return json(membersPage(exchange, about, paging));
});

function membersPage(exchange: Exchange, about: About, paging: Paging): object {
  const standing = standingTo(exchange, about.id, []);
  const { place } = standing;
  const levels = levelsOf(exchange.state, place);
  const parts = about.above ? partsOf(place.path, levels) : ownParts(place.path, levels);
  const { items, hasMore, next } = pageOf(ordered(parts), paging);
  const asking = { actions: about.actions, mayManage: mayManage(standing) };
  return { ...membersShape(exchange, items, asking), ...(hasMore ? { cursor: next } : {}) };
}

const updatePolicy = route(
  'rpc',
  z.strictObject({
    shared_folder_id: SharedFolderId,
    member_policy: MemberPolicyArg.nullish(),
    acl_update_policy: AclUpdatePolicy.nullish(),
    viewer_info_policy: ViewerInfoPolicy.nullish(),
    shared_link_policy: SharedLinkPolicy.nullish(),
    link_settings: NoLinkSettings,
    actions: FolderActions,
  }),
  (exchange) => {
    const { state, arg } = exchange;
    const standing = standingTo(exchange, arg.shared_folder_id, ['access_error']);
    refuseTeamSpace(standing);
    if (standing.role !== 'owner') throw routeError(['no_permission']);
    if (arg.member_policy != null && isTooOpen(exchange, arg.member_policy))
      throw routeError(['team_policy_disallows_member_policy']);
    const { policies } = standing.folder;
    const folder = state.sharing.putFolder({
      ...standing.folder,
      policies: {
        member: arg.member_policy ?? policies.member,
        aclUpdate: arg.acl_update_policy ?? policies.aclUpdate,
        sharedLink: arg.shared_link_policy ?? policies.sharedLink,
        viewerInfo: arg.viewer_info_policy ?? policies.viewerInfo,
      },
    });
    return json(sharedFolderMetadata(exchange, { ...standing, folder }, arg.actions));
  },
);

/** What a shared folder is and who its members are (sharing.stone). */
export const folderRoutes: Readonly<Record<string, Route>> = {
  'sharing/get_folder_metadata': getMetadata,
  'sharing/list_folders': listFolders,
  'sharing/list_folders/continue': listFoldersContinue,
  'sharing/list_folder_members': listMembers,
  'sharing/list_folder_members/continue': listMembersContinue,
  'sharing/update_folder_policy': updatePolicy,
};
