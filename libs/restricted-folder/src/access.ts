import type { AccessDeviation } from '@counterpart/contracts';
import type { SharedFolder, SharedLink, SharingMember, Standing } from '@counterpart/dropbox-client';

/*
 * Who can open something privileged, judged without I/O. Three kinds of ways lead in: membership by name, in a group or
 * by invitation; membership from folders above; links on the thing and on every folder above it. Allowed are the
 * account that owns the folder and one group. What is not known counts as open.
 */

/** Who may open what is privileged. */
export interface Allowed {
  /** `dbid:…`: the account that owns the folder. */
  readonly owner: string;
  /** `g:…`: the group of the firm’s policy. */
  readonly group: string;
}

/** What was read of the restricted folder. */
export interface FolderEvidence {
  /** What stands at its path. */
  readonly standing: Standing;
  /** Its terms; null where it is no shared folder, or one that we may not know. */
  readonly folder: SharedFolder | null;
  readonly members: readonly SharingMember[];
  /** Links to it and to every folder above it. */
  readonly links: readonly SharedLink[];
}

/** What was read of a file, or of a folder within the restricted one. */
export interface ItemEvidence {
  readonly standing: Exclude<Standing, { kind: 'nothing' }>;
  readonly members: readonly SharingMember[];
  readonly links: readonly SharedLink[];
}

/** Audiences that a link opens for nobody who could not come in anyway (sharing.stone LinkAudience). */
const CLOSED_AUDIENCES: ReadonlySet<string> = new Set(['members', 'no_one', 'shared_folder_only']);

/** Roles that open nothing (sharing.stone AccessLevel). */
const CLOSED_ROLES: ReadonlySet<string> = new Set(['traverse', 'no_access']);

/** Whether a link lets somebody in who is no member. An audience that nobody knows yet counts as one. */
export const isOpen = ({ audience }: SharedLink): boolean => !CLOSED_AUDIENCES.has(audience);

const opens = ({ role }: SharingMember): boolean => !CLOSED_ROLES.has(role);

const isAllowed = ({ kind, id }: SharingMember, { owner, group }: Allowed): boolean =>
  (kind === 'account' && id === owner) || (kind === 'group' && id === group);

/** Members that may open a thing and should not. */
export const strangers = (members: readonly SharingMember[], allowed: Allowed): readonly SharingMember[] =>
  members.filter((member) => opens(member) && !isAllowed(member, allowed));

/** In which ways the restricted folder is not what the policy allows; none where it is. */
export function folderDeviations(
  { standing, folder, members, links }: FolderEvidence,
  path: string,
  { namespace, ...allowed }: Allowed & { readonly namespace: string },
): readonly AccessDeviation[] {
  const through = path;
  if (standing.kind !== 'folder' || standing.namespace !== namespace || folder === null) {
    return [{ code: 'FOLDER_NOT_THERE', who: null, through }];
  }
  const hasGroup = members.some(({ kind, id, isInherited }) => {
    return kind === 'group' && id === allowed.group && !isInherited;
  });
  return [
    ...termDeviations(folder, path),
    ...(hasGroup ? [] : [{ code: 'GROUP_ABSENT' as const, who: null, through }]),
    ...memberDeviations(members, allowed, path),
    ...linkDeviations(links),
  ];
}

function termDeviations(folder: SharedFolder, through: string): readonly AccessDeviation[] {
  const codes = [
    ...(folder.inheritance === 'no_inherit' ? [] : ['INHERITS_MEMBERS' as const]),
    ...(folder.aclPolicy === 'owner' ? [] : ['EDITORS_INVITE' as const]),
    ...(folder.memberPolicy === 'team' ? [] : ['OUTSIDERS_ALLOWED' as const]),
    ...(folder.linkPolicy === 'members' ? [] : ['LINKS_ALLOWED' as const]),
  ];
  return codes.map((code) => ({ code, who: null, through }));
}

/** In which ways something can be opened that should lie, and be reachable, in the restricted folder alone. */
export function itemDeviations(
  { standing, members, links }: ItemEvidence,
  { namespace, ...allowed }: Allowed & { readonly namespace: string },
): readonly AccessDeviation[] {
  const through = standing.path;
  return [
    ...(standing.namespace === null ? [] : [{ code: 'SHARED_WITHIN' as const, who: null, through }]),
    ...(standing.namespace === null && standing.within !== namespace
      ? [{ code: 'OUTSIDE' as const, who: null, through }]
      : []),
    ...memberDeviations(members, allowed, through),
    ...linkDeviations(links),
  ];
}

const memberDeviations = (
  members: readonly SharingMember[],
  allowed: Allowed,
  through: string,
): readonly AccessDeviation[] =>
  strangers(members, allowed).map(({ name }) => ({ code: 'UNEXPECTED_MEMBER', who: name, through }));

const linkDeviations = (links: readonly SharedLink[]): readonly AccessDeviation[] =>
  links
    .filter(isOpen)
    .map(({ audience, itemName }) => ({ code: 'OPEN_LINK', who: audience, through: itemName }));
