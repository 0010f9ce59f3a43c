import type { Holder } from '../access/effective-access.js';
import type { Role } from '../access/roles.js';
import type { Scene } from '../routes/resolve.js';
import type { Group } from '../team/group.js';
import { displayName, type Person } from '../team/person.js';
import { groupSummary } from '../team/profiles.js';
import type { MemberAction } from './arguments.js';

/** Somebody’s part in a shared folder or file, as the caller is told of it. */
export interface Part {
  readonly holder: Holder;
  readonly role: Role;
  /** The part comes, also or only, from a folder above. */
  readonly isInherited: boolean;
}

/** What the caller asked and may do. */
export interface Asking {
  readonly actions: readonly MemberAction[] | null | undefined;
  /** Whether the caller may change members. */
  readonly mayManage: boolean;
}

/** Lists of users, groups and invitees (sharing.stone SharedFolderMembers), in this order. */
export function membersShape(scene: Scene, parts: readonly Part[], asking: Asking): object {
  const of = (kind: Holder['kind']): readonly object[] =>
    parts.filter(({ holder }) => holder.kind === kind).flatMap((part) => shapeOf(scene, part, asking) ?? []);
  return { users: of('account'), groups: of('group'), invitees: of('invitee') };
}

/** Users first, then groups, then invitees: the order that pages are cut in. */
export const ordered = (parts: readonly Part[]): readonly Part[] =>
  (['account', 'group', 'invitee'] as const).flatMap((kind) =>
    parts.filter(({ holder }) => holder.kind === kind),
  );

function shapeOf(scene: Scene, part: Part, asking: Asking): object | undefined {
  const { directory } = scene.state;
  const { holder, role, isInherited } = part;
  const common = {
    access_type: { '.tag': role },
    permissions: (asking.actions ?? []).map((action) => permission(part, action, asking.mayManage)),
    is_inherited: isInherited,
  };
  switch (holder.kind) {
    case 'account': {
      const person = directory.byAccount(holder.accountId);
      return person === undefined ? undefined : { ...common, user: userInfo(person) };
    }
    case 'group': {
      const group = directory.group(holder.groupId);
      return group === undefined ? undefined : { ...common, group: groupInfo(scene, group) };
    }
    case 'invitee':
      return { ...common, invitee: { '.tag': 'email', email: holder.email } };
  }
}

/** sharing.stone UserInfo. */
const userInfo = (person: Person): object => ({
  account_id: person.accountId,
  email: person.email,
  display_name: displayName(person),
  same_team: person.seat !== null,
  ...(person.seat === null ? {} : { team_member_id: person.seat.memberId }),
});

/** sharing.stone GroupInfo, as the caller stands to the group. */
function groupInfo({ state, caller }: Scene, group: Group): object {
  const { directory } = state;
  const { accountId } = caller.person;
  return {
    ...groupSummary(directory, group),
    group_type: { '.tag': group.management === 'system_managed' ? 'team' : 'user_managed' },
    is_member: directory.accountsIn(group.id).includes(accountId),
    is_owner: group.members.get(accountId) === 'owner',
    same_team: true,
  };
}

function permission({ holder, role }: Part, action: MemberAction, mayManage: boolean): object {
  const isOwner = role === 'owner';
  const fits =
    action === 'make_owner' ? holder.kind === 'account' && !isOwner : action !== 'leave_a_copy' && !isOwner;
  const allow = mayManage && fits;
  const reason = isOwner ? 'target_is_owner' : 'user_not_allowed_by_owner';
  return { action: { '.tag': action }, allow, ...(allow ? {} : { reason: { '.tag': reason } }) };
}
