import type { DropboxState } from '../dropbox-state.js';
import type { Members, SharedFolder } from '../sharing/folder.js';
import type { SharedLink } from '../sharing/link.js';
import type { Entry, NamespaceTree } from '../tree/namespace-tree.js';
import { parentOf } from '../tree/names.js';
import { narrowest, type Audience } from './audience.js';
import type { Grant, Level, LinkGrant, Moment } from './effective-access.js';

/** A place: a path in a namespace, whether something stands there or not. */
export interface Place {
  readonly tree: NamespaceTree;
  readonly path: string;
}

/** The levels above a place, itself first (see effective-access). */
export function levelsOf(state: DropboxState, { tree, path }: Place): readonly Level[] {
  const levels: Level[] = [];
  for (let at = path; at !== ''; at = parentOf(at)) {
    const entry = tree.at(at);
    const level = entry === undefined ? undefined : levelAt(state, tree, entry);
    if (level !== undefined) levels.push(level);
  }
  return [...levels, rootLevel(state, tree)];
}

/** The shared folders that a place lies in, the nearest first; the team’s space is the last of them. */
export function enclosing(state: DropboxState, { tree, path }: Place): readonly SharedFolder[] {
  const folders: SharedFolder[] = [];
  for (let at = path; at !== ''; at = parentOf(at)) {
    const entry = tree.at(at);
    const folder = entry === undefined ? undefined : state.sharing.folderAt(entry.id);
    if (folder !== undefined) folders.push(folder);
  }
  const space = state.sharing.folder(tree.id);
  return space === undefined ? folders : [...folders, space];
}

function levelAt(state: DropboxState, tree: NamespaceTree, entry: Entry): Level | undefined {
  const { sharing } = state;
  const folder = sharing.folderAt(entry.id);
  const links = sharing.linksAt(entry.id);
  const members = folder?.members ?? sharing.fileMembers(entry.id);
  if (folder === undefined && links.length === 0 && members.size === 0) return undefined;
  return {
    path: entry.path,
    grants: grantsOf(members),
    links: links.map((link) => linkGrant(state, link, { tree, path: entry.path })),
    isRestricted: folder?.inheritance === 'no_inherit',
  };
}

/** The team’s space belongs to its members, a home to the one whose it is. */
function rootLevel({ sharing, directory }: DropboxState, tree: NamespaceTree): Level {
  const space = sharing.folder(tree.id);
  const owner = directory.members().find(({ seat }) => seat.homeNamespace === tree.id);
  const own: readonly Grant[] =
    owner === undefined ? [] : [{ holder: { kind: 'account', accountId: owner.accountId }, role: 'owner' }];
  return {
    path: '',
    grants: space === undefined ? own : grantsOf(space.members),
    links: [],
    isRestricted: true,
  };
}

const grantsOf = (members: Members): readonly Grant[] =>
  [...members.values()].map(({ holder, role }) => ({ holder, role }));

const linkGrant = (state: DropboxState, link: SharedLink, place: Place): LinkGrant => ({
  url: link.url,
  audience: effectiveAudience(state, link, place),
  hasPassword: link.password !== null,
  expiresAt: link.expiresAt,
  role: link.role,
});

/** The audience that team and folder leave a link (sharing.stone LinkPermissions.effective_audience). */
export function effectiveAudience(state: DropboxState, link: SharedLink, place: Place): Audience {
  const { directory, options } = state;
  const team: Audience = directory.policies.shared_link_create_policy === 'team_only' ? 'team' : 'public';
  const folder = options.folderLinkPolicy === 'all-links' ? folderCeiling(state, place) : link.ceiling;
  return narrowest([link.audience, team, folder]);
}

/** The widest audience that the shared folder around a place allows. */
export function folderCeiling(state: DropboxState, place: Place): Audience {
  const [nearest] = enclosing(state, place);
  if (nearest === undefined) return 'public';
  const blanket = state.directory.policies.shared_folder_link_restriction_policy;
  const own = nearest.policies.sharedLink;
  return narrowest([own === 'anyone' ? 'public' : own, blanket === 'members' ? 'members' : 'public']);
}

/** What access depends on now. */
export const momentOf = ({ directory, clock, options }: DropboxState): Moment => ({
  circle: {
    isActive: (accountId) => directory.isActive(accountId),
    membersOf: (groupId) => directory.accountsIn(groupId),
    team: () => directory.members().map(({ accountId }) => accountId),
  },
  now: clock.now(),
  linksPassRestricted: options.parentLinks === 'pass',
});
