import { z } from 'zod';
import { enclosing, type Place } from '../access/levels.js';
import { held, mayWrite, resolvePath, type Scene } from '../routes/resolve.js';
import type { FolderEntry } from '../tree/namespace-tree.js';
import { foldPath, parentOf, pathProblem } from '../tree/names.js';
import { ApiError, routeError } from '../wire/api-error.js';
import { json, route, type Route } from '../wire/exchange.js';
import { WritePath } from '../wire/types.js';
import {
  AccessInheritance,
  AclUpdatePolicy,
  FolderActions,
  JobArg,
  MemberPolicyArg,
  NoLinkSettings,
  SharedFolderId,
  SharedLinkPolicy,
  ViewerInfoPolicy,
  type FolderAction,
} from './arguments.js';
import { isTooOpen, sharedFolderMetadata } from './folder-metadata.js';
import type { SharedFolder } from './folder.js';
import { sharedFoldersIn } from './relocation.js';
import { isInTeamSpace, isTeamSpace, refuseTeamSpace, standingTo } from './standing.js';

const ShareArg = z.strictObject({
  path: WritePath,
  acl_update_policy: AclUpdatePolicy.nullish(),
  force_async: z.boolean().default(false),
  member_policy: MemberPolicyArg.nullish(),
  shared_link_policy: SharedLinkPolicy.nullish(),
  viewer_info_policy: ViewerInfoPolicy.nullish(),
  access_inheritance: AccessInheritance.default('inherit'),
  actions: FolderActions,
  link_settings: NoLinkSettings,
});
type ShareArg = z.infer<typeof ShareArg>;

/** The place is known to the caller, and a folder can be shared there. @throws ApiError 409 */
function checkedPlace(scene: Scene, arg: ShareArg): Place {
  const place = resolvePath(scene, arg.path);
  if (place === undefined || place.path === '') throw routeError(['bad_path', 'invalid_path']);
  const { tree, path } = place;
  const standing = tree.at(path);
  const isIllegal = pathProblem(path) !== undefined || tree.fileAncestor(path);
  if (isIllegal) throw routeError(['bad_path', 'invalid_path']);
  if (!mayWrite(scene, standing === undefined ? { tree, path: parentOf(path) } : place))
    throw routeError(['no_permission']);
  if (standing?.kind === 'file') throw routeError(['bad_path', 'is_file']);
  if (standing !== undefined) refuseShared(scene, standing);
  refuseNesting(scene, place, standing);
  return place;
}

/** A repetition is told what there is. */
function refuseShared(scene: Scene, standing: FolderEntry): void {
  const shared = scene.state.sharing.folderAt(standing.id);
  if (shared === undefined) return;
  const told = sharedFolderMetadata(scene, standingTo(scene, shared.id, []), []);
  const error = { '.tag': 'bad_path', bad_path: { '.tag': 'already_shared', ...told } };
  throw new ApiError(409, { error_summary: 'bad_path/already_shared/..', error });
}

/** Outside the team’s space no shared folder lies in another (SharePathError). */
function refuseNesting(scene: Scene, place: Place, standing: FolderEntry | undefined): void {
  if (isInTeamSpace(scene.state, place)) return;
  if (enclosing(scene.state, place).length > 0) throw routeError(['bad_path', 'inside_shared_folder']);
  const inside = standing === undefined ? [] : sharedFoldersIn(scene, place.tree, standing);
  if (inside.length > 0) throw routeError(['bad_path', 'contains_shared_folder']);
}

/** Which error a full Dropbox gives here is not documented: the union is open, so `other`. */
function refuseTooMany({ state }: Scene, { tree, path }: Place): void {
  const { limits, sharing } = state;
  const all = [...sharing.folders()];
  if (all.length > limits.folders) throw routeError(['other']);
  const mounts = all.flatMap(({ entryId }) => foldPath(tree.byId(entryId ?? '')?.path ?? '') || []);
  for (let above = foldPath(parentOf(path)); above !== ''; above = parentOf(above)) {
    const below = mounts.filter((mount) => mount.startsWith(`${above}/`)).length;
    if (below >= limits.foldersBelow) throw routeError(['other']);
  }
}

/** Makes the folder where it is missing, and shares it; its first member is who asked. */
function share(scene: Scene, arg: ShareArg, place: Place): SharedFolder {
  const { state, caller } = scene;
  const { accountId } = caller.person;
  const since = state.clock.now();
  const { id: entryId } = place.tree.putFolder(place.path);
  return state.sharing.putFolder({
    id: state.newSharedFolderId(),
    tree: place.tree.id,
    entryId,
    policies: {
      member: arg.member_policy ?? state.directory.policies.shared_folder_member_policy,
      aclUpdate: arg.acl_update_policy ?? 'editors',
      sharedLink: arg.shared_link_policy ?? 'anyone',
      viewerInfo: arg.viewer_info_policy ?? 'enabled',
    },
    inheritance: arg.access_inheritance,
    members: new Map([[accountId, { holder: { kind: 'account', accountId }, role: 'owner', since }]]),
    since,
  });
}

const tell = (scene: Scene, id: string, actions: readonly FolderAction[] | null | undefined): object =>
  sharedFolderMetadata(scene, standingTo(scene, id, []), actions);

const shareFolder = route('rpc', ShareArg, async (exchange) => {
  const { arg, state } = exchange;
  const answer = await held(exchange, [arg.path], () => {
    if (arg.member_policy != null && isTooOpen(exchange, arg.member_policy))
      throw routeError(['team_policy_disallows_member_policy']);
    const place = checkedPlace(exchange, arg);
    // Restricted folders exist in a shared team root alone (set_access_inheritance); which tag says so is not told.
    if (arg.access_inheritance === 'no_inherit' && !isInTeamSpace(state, place))
      throw routeError(['no_permission']);
    refuseTooMany(exchange, place);
    const work = (): object =>
      tell(exchange, share(exchange, arg, checkedPlace(exchange, arg)).id, arg.actions);
    if (arg.force_async || state.options.sharingJobs === 'deferred') {
      return state.sharingJobs.launch('share', orFailure(work));
    }
    return { '.tag': 'complete', ...work() };
  });
  return json(answer);
});

/** What fails when the job runs is told by the job. */
const orFailure = (work: () => object) => (): object => {
  try {
    return work();
  } catch (error) {
    if (error instanceof ApiError && error.union !== undefined) return { failed: error.union };
    throw error;
  }
};

const setInheritance = route(
  'rpc',
  z.strictObject({
    access_inheritance: AccessInheritance.default('inherit'),
    shared_folder_id: SharedFolderId,
  }),
  async (exchange) => {
    const { arg, state } = exchange;
    const id = arg.shared_folder_id;
    const standing = standingTo(exchange, id, ['access_error']);
    const isOwned = standing.role === 'owner' && !isTeamSpace(standing.folder);
    if (!isOwned || !isInTeamSpace(state, standing.place)) throw routeError(['no_permission']);
    const work = (): object => {
      const { folder } = standingTo(exchange, id, ['access_error']);
      state.sharing.putFolder({ ...folder, inheritance: arg.access_inheritance });
      return tell(exchange, id, []);
    };
    const answer = await held(exchange, [`ns:${id}`], () =>
      state.options.sharingJobs === 'deferred'
        ? state.sharingJobs.launch('share', orFailure(work))
        : { '.tag': 'complete', ...work() },
    );
    return json(answer);
  },
);

/**
 * The folder stays, as a plain one that takes its members from above. Nobody but the owner has it mounted here, so
 * leave_a_copy leaves none.
 */
const unshareFolder = route(
  'rpc',
  z.strictObject({ shared_folder_id: SharedFolderId, leave_a_copy: z.boolean().default(false) }),
  (exchange) => {
    const { arg, state } = exchange;
    const standing = standingTo(exchange, arg.shared_folder_id, ['access_error']);
    refuseTeamSpace(standing);
    const { folder, place, role } = standing;
    const entry = place.tree.byId(folder.entryId ?? '');
    const inside = entry === undefined ? [] : sharedFoldersIn(exchange, place.tree, entry);
    const around = enclosing(state, { tree: place.tree, path: parentOf(place.path) });
    // “Unshare will not work” where shared folders lie inside it or around it; the team’s space is not meant.
    const isNested = inside.length > 1 || around.some(({ entryId }) => entryId !== null);
    if (role !== 'owner' || isNested) throw routeError(['no_permission']);
    return json(
      state.sharingJobs.launch('other', () => {
        state.sharing.unshare(folder);
        return {};
      }),
    );
  },
);

/** Jobs of share_folder and set_access_inheritance. */
const checkShare = route('rpc', JobArg, ({ state, arg }) => {
  const polled = state.sharingJobs.poll(arg.async_job_id, ['share']);
  if (polled === undefined) throw routeError(['invalid_async_job_id']);
  return json(polled);
});

/** Jobs of unshare_folder, remove_folder_member and relinquish_folder_membership: they tell nothing but their end. */
const checkJob = route('rpc', JobArg, ({ state, arg }) => {
  const polled = state.sharingJobs.poll(arg.async_job_id, ['other', 'remove_member']);
  if (polled === undefined) throw routeError(['invalid_async_job_id']);
  const isComplete = '.tag' in polled && polled['.tag'] === 'complete';
  return json(isComplete ? { '.tag': 'complete' } : polled);
});

/** Making a folder shared, and plain again (sharing.stone). */
export const shareFolderRoutes: Readonly<Record<string, Route>> = {
  'sharing/share_folder': shareFolder,
  'sharing/check_share_job_status': checkShare,
  'sharing/set_access_inheritance': setInheritance,
  'sharing/unshare_folder': unshareFolder,
  'sharing/check_job_status': checkJob,
};
