import { narrowest, type Audience } from '../access/audience.js';
import { effectiveAudience, folderCeiling, type Place } from '../access/levels.js';
import { roleAt } from '../access/permission.js';
import { timestamp } from '../clock.js';
import type { Scene } from '../routes/resolve.js';
import { displayName } from '../team/person.js';
import { currentOf, type Entry } from '../tree/namespace-tree.js';
import { foldPath, nameOf } from '../tree/names.js';
import type { SharedLink } from './link.js';

/** sharing.stone SharedLinkMetadata, as the caller may see it. @param entry the linked item, or one below it */
export function linkMetadata(scene: Scene, link: SharedLink, { tree, entry }: Linked): object {
  const isOwner = link.owner === scene.caller.person.accountId;
  const isHere = isOwner && tree === scene.tree;
  return {
    '.tag': entry.kind,
    url: link.url,
    id: entry.id,
    name: nameOf(entry.path),
    ...(link.expiresAt === null ? {} : { expires: timestamp(link.expiresAt) }),
    ...(isHere ? { path_lower: foldPath(entry.path) } : {}),
    link_permissions: permissions(scene, link, { tree, path: entry.path }),
    ...ownerInfo(scene, link),
    ...(entry.kind === 'file' ? fileInfo(entry) : {}),
  };
}

/** What a link leads to. */
export interface Linked {
  readonly tree: Place['tree'];
  readonly entry: Entry;
}

function fileInfo(entry: Extract<Entry, { kind: 'file' }>): object {
  const { rev, content, clientModified, serverModified } = currentOf(entry);
  return {
    client_modified: timestamp(clientModified),
    server_modified: timestamp(serverModified),
    rev,
    size: content.size,
  };
}

function ownerInfo({ state: { directory } }: Scene, link: SharedLink): object {
  const owner = directory.byAccount(link.owner);
  if (owner === undefined || owner.seat === null) return {};
  return {
    team_member_info: {
      team_info: { id: directory.teamId, name: directory.teamName },
      display_name: displayName(owner),
      member_id: owner.seat.memberId,
    },
  };
}

/** Who may take a link back: who made it, and an administrator’s call that reaches what it leads to. */
export const mayRevoke = ({ state, caller }: Scene, link: SharedLink, place: Place): boolean =>
  link.owner === caller.person.accountId ||
  (caller.admin !== null && roleAt(state, caller, place) === 'owner');

/** sharing.stone LinkPermissions. */
function permissions(scene: Scene, link: SharedLink, place: Place): object {
  const isOwner = link.owner === scene.caller.person.accountId;
  const canRevoke = mayRevoke(scene, link, place);
  // “A link with an expiry will have its audience changed to members when the expiry is reached.”
  const isOver = link.expiresAt !== null && link.expiresAt <= scene.state.clock.now();
  const audience = narrowest([effectiveAudience(scene.state, link, place), isOver ? 'members' : 'public']);
  const hasPassword = link.password !== null;
  const requested = requestedVisibility(link);
  return {
    resolved_visibility: { '.tag': resolvedVisibility(audience, hasPassword) },
    ...(isOwner && requested !== undefined ? { requested_visibility: { '.tag': requested } } : {}),
    can_revoke: canRevoke,
    ...(canRevoke ? {} : { revoke_failure_reason: { '.tag': 'owner_only' } }),
    effective_audience: { '.tag': audience },
    link_access_level: { '.tag': link.role },
    visibility_policies: visibilityPolicies(scene, place, isOwner),
    can_set_expiry: isOwner,
    can_remove_expiry: isOwner && link.expiresAt !== null,
    allow_download: link.allowDownload,
    can_allow_download: isOwner,
    can_disallow_download: isOwner,
    allow_comments: true,
    team_restricts_comments: false,
    audience_options: audienceOptions(scene, place, isOwner),
    can_set_password: isOwner,
    can_remove_password: isOwner && hasPassword,
    require_password: hasPassword,
    can_use_extended_sharing_controls: true,
  };
}

function resolvedVisibility(audience: Audience, hasPassword: boolean): string {
  switch (audience) {
    case 'public':
      return hasPassword ? 'password' : 'public';
    case 'team':
      return hasPassword ? 'team_and_password' : 'team_only';
    case 'members':
      return 'shared_folder_only';
    case 'no_one':
      return 'no_one';
  }
}

/** The closed union has no word for the two narrowest audiences. */
function requestedVisibility({ audience, password }: SharedLink): string | undefined {
  if (audience === 'team') return 'team_only';
  if (audience === 'public') return password === null ? 'public' : 'password';
  return undefined;
}

interface Ceilings {
  readonly team: Audience;
  readonly folder: Audience;
}

const ceilingsOf = ({ state }: Scene, place: Place): Ceilings => ({
  team: state.directory.policies.shared_link_create_policy === 'team_only' ? 'team' : 'public',
  folder: folderCeiling(state, place),
});

/** Why an audience cannot be had; undefined where it can. */
function obstacle(wanted: Audience, { team, folder }: Ceilings, isOwner: boolean): string | undefined {
  if (!isOwner) return 'permission_denied';
  if (narrowest([wanted, folder]) !== wanted) return 'restricted_by_shared_folder';
  return narrowest([wanted, team]) === wanted ? undefined : 'restricted_by_team';
}

const reasonOf = (reason: string | undefined): object => ({
  allowed: reason === undefined,
  ...(reason === undefined ? {} : { disallowed_reason: { '.tag': reason } }),
});

function visibilityPolicies(scene: Scene, place: Place, isOwner: boolean): readonly object[] {
  const ceilings = ceilingsOf(scene, place);
  const policies = [
    ['public', 'public', false],
    ['team_only', 'team', false],
    ['password', 'public', true],
  ] as const;
  return policies.map(([policy, wanted, hasPassword]) => {
    const resolved = narrowest([wanted, ceilings.team, ceilings.folder]);
    return {
      policy: { '.tag': policy },
      resolved_policy: { '.tag': resolvedVisibility(resolved, hasPassword) },
      ...reasonOf(obstacle(wanted, ceilings, isOwner)),
    };
  });
}

function audienceOptions(scene: Scene, place: Place, isOwner: boolean): readonly object[] {
  const ceilings = ceilingsOf(scene, place);
  return (['public', 'team', 'no_one'] as const).map((audience) => ({
    audience: { '.tag': audience },
    ...reasonOf(obstacle(audience, ceilings, isOwner)),
  }));
}
