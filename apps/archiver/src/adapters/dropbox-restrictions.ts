import type { DropboxConnections } from '@counterpart/connections';
import { NamespaceId, sameWord, type FirmId } from '@counterpart/contracts';
import {
  DropboxError,
  dropboxVerdict,
  type DropboxClient,
  type SharedFolder,
} from '@counterpart/dropbox-client';
import type { Verdict } from '@counterpart/eventing';
import {
  folderDeviations,
  isOpen,
  itemDeviations,
  readFolderAccess,
  readInnerFolder,
} from '@counterpart/restricted-folder';
import type {
  FolderWish,
  RefusalCode,
  Restriction,
  Restrictions,
} from '../restrict-folder/restrict-folder.ports.js';

type Sharing = DropboxClient['sharing'];

/** A folder that was made or found restricted, before anything of it is believed. */
type Stood =
  | { readonly kind: 'shut'; readonly namespace: string; readonly how: 'made' | 'mended' | 'stood' }
  | { readonly kind: 'taken' };

/** Restricts folders in the firms’ Dropboxes. Each step looks first, so that a crash between two costs nothing. */
export class DropboxRestrictions implements Restrictions {
  constructor(private readonly connections: DropboxConnections) {}

  async restrict(firm: FirmId, wish: FolderWish): Promise<Restriction> {
    const { sharing, team } = (await this.connections.of(firm)).client;
    const group = (await team.groups()).find(({ name }) => sameWord(name, wish.groupName));
    if (group === undefined || group.isAutomatic) return refused('PRIVILEGED_GROUP_MISSING');
    const stood = await shut(sharing, wish);
    if (stood.kind === 'taken') return refused('PRIVILEGED_FOLDER_TAKEN');
    const { namespace, how } = stood;
    const admitted = await admit(sharing, { namespace, folder: wish.folder, group: group.id });
    const revokedLinks = await revokeLinks(sharing, wish.folder);
    const owner = await sharing.account();
    const allowed = { namespace, owner, group: group.id };
    const evidence = await readFolderAccess(sharing, wish.folder);
    const deviations = [...folderDeviations(evidence, wish.folder, allowed)];
    for (const suspect of wish.suspects) {
      const inner = await readInnerFolder(sharing, suspect);
      if (inner !== null) deviations.push(...itemDeviations({ ...inner, links: [] }, allowed));
    }
    if (deviations.length > 0) return { ...refused('PRIVILEGED_FOLDER_OPEN'), deviations };
    return {
      kind: 'proven',
      namespace: NamespaceId.parse(namespace),
      group: group.id,
      owner,
      how: how === 'stood' && (admitted || revokedLinks > 0) ? 'mended' : how,
      revokedLinks,
    };
  }

  meaningOf(error: unknown): { readonly refused: RefusalCode } | { readonly verdict: Verdict } {
    if (lacksRight(error)) return { refused: 'PRIVILEGED_RIGHT_MISSING' };
    const verdict = dropboxVerdict(error);
    if (verdict === undefined) throw error;
    return { verdict };
  }
}

const refused = (code: RefusalCode) => ({ kind: 'refused', code, deviations: [] }) as const;

/** Makes the folder, or shuts the one that stands there where it is ours to shut. */
async function shut(sharing: Sharing, wish: FolderWish): Promise<Stood> {
  const standing = await sharing.standing(wish.folder);
  if (standing.kind === 'file') return { kind: 'taken' };
  if (standing.kind === 'folder' && standing.namespace !== null) {
    const shared = await sharing.folder(standing.namespace);
    const isShut = shared.inheritance === 'no_inherit';
    if (shared.role !== 'owner' || (!isShut && (await isInUse(sharing, wish)))) return { kind: 'taken' };
    return mend(sharing, shared, 'stood');
  }
  const isNew = standing.kind === 'nothing';
  if (!isNew && (await isInUse(sharing, wish))) return { kind: 'taken' };
  const namespace = await sharing.restrict(wish.folder);
  return mend(sharing, await sharing.folder(namespace), isNew ? 'made' : 'mended');
}

/** People who use a folder must not be locked out of it; what was ours before is shut again. */
const isInUse = async (sharing: Sharing, { folder, isOurs }: FolderWish): Promise<boolean> =>
  !isOurs && !(await sharing.isEmpty(folder));

async function mend(
  sharing: Sharing,
  shared: SharedFolder,
  how: 'made' | 'mended' | 'stood',
): Promise<Stood> {
  const { id: namespace, inheritance, memberPolicy, aclPolicy, linkPolicy } = shared;
  const isCut = inheritance === 'no_inherit';
  const isTight = memberPolicy === 'team' && aclPolicy === 'owner' && linkPolicy === 'members';
  if (!isCut) await sharing.cutInheritance(namespace);
  if (!isTight) await sharing.tightenPolicy(namespace);
  return { kind: 'shut', namespace, how: isCut && isTight ? how : how === 'made' ? how : 'mended' };
}

/** Lets the group in. @returns whether it was not in yet */
async function admit(
  sharing: Sharing,
  {
    namespace,
    folder,
    group,
  }: { readonly namespace: string; readonly folder: string; readonly group: string },
): Promise<boolean> {
  const members = await sharing.folderMembers(namespace, folder);
  if (members.some(({ kind, id, isInherited }) => kind === 'group' && id === group && !isInherited))
    return false;
  await sharing.addGroup(namespace, group);
  return true;
}

/** Ends the links to the folder itself: it may have had some before it was restricted. Those above are not ours. */
async function revokeLinks(sharing: Sharing, folder: string): Promise<number> {
  const links = (await sharing.links(folder, { directOnly: true })).filter(isOpen);
  for (const link of links) await sharing.revoke(link);
  return links.length;
}

/**
 * Refusals that no repetition mends: a token of a single member, a permission that the application or the member does
 * not have (auth.stone AuthError, AccessError; sharing.stone `no_permission`).
 */
function lacksRight(error: unknown): boolean {
  if (!(error instanceof DropboxError)) return false;
  if (error.code === 'DROPBOX_FORBIDDEN' || error.code === 'DROPBOX_REFUSED') return true;
  return error.tags.some((tag) => RIGHTS.has(tag));
}

const RIGHTS: ReadonlySet<string> = new Set([
  'missing_scope',
  'route_access_denied',
  'no_permission',
  'access_denied',
  'admin_not_active',
  'invalid_select_admin',
  'team_policy_disallows_member_policy',
  'disallowed_shared_link_policy',
  'shared_link_access_denied',
]);
