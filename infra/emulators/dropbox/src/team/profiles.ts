import { timestamp } from '../clock.js';
import type { DropboxState } from '../dropbox-state.js';
import type { Directory } from './directory.js';
import type { Group, GroupRole } from './group.js';
import { displayName, type Member, type Person } from './person.js';
import type { TeamPolicies } from './policies.js';

/** users.stone Name. */
export const nameOf = (person: Person): object => ({
  given_name: person.givenName,
  surname: person.surname,
  familiar_name: person.givenName,
  display_name: displayName(person),
  abbreviated_name: `${person.givenName.slice(0, 1)}${person.surname.slice(0, 1)}`,
});

/** team_policies.stone TeamSharingPolicies, with those that nothing here depends on at their most open. */
export const sharingPolicies = (policies: TeamPolicies): object => ({
  ...Object.fromEntries(Object.entries(policies).map(([name, tag]) => [name, { '.tag': tag }])),
  group_creation_policy: { '.tag': 'admins_only' },
  enforce_link_password_policy: { '.tag': 'optional' },
  default_link_expiration_days_policy: { '.tag': 'none' },
  shared_link_default_permissions_policy: { '.tag': 'default' },
});

/** team.stone MemberProfile. */
const memberProfile = (member: Member): object => ({
  team_member_id: member.seat.memberId,
  ...(member.seat.externalId === null ? {} : { external_id: member.seat.externalId }),
  account_id: member.accountId,
  email: member.email,
  email_verified: true,
  status: statusOf(member),
  name: nameOf(member),
  membership_type: { '.tag': 'full' },
  joined_on: timestamp(member.seat.joinedAt),
});

const statusOf = ({ seat }: Member): object =>
  seat.status === 'removed'
    ? { '.tag': 'removed', is_recoverable: false, is_disconnected: false }
    : { '.tag': seat.status };

/** team.stone TeamMemberProfile. */
export const teamMemberProfile = ({ directory, root }: DropboxState, member: Member): object => ({
  ...memberProfile(member),
  groups: directory.groupsOf(member).map(({ id }) => id),
  member_folder_id: member.seat.homeNamespace,
  root_folder_id: root,
});

/** team_common.stone GroupSummary. */
export const groupSummary = (directory: Directory, group: Group): object => ({
  group_name: group.name,
  group_id: group.id,
  ...(group.externalId === null ? {} : { group_external_id: group.externalId }),
  member_count: directory.membersOf(group).length,
  group_management_type: { '.tag': group.management },
});

/** team.stone GroupMemberInfo. */
export const groupMemberInfo = ([member, role]: readonly [Member, GroupRole]): object => ({
  profile: memberProfile(member),
  access_type: { '.tag': role },
});

/** team.stone GroupFullInfo; members of system-managed groups are not told (groups/get_info). */
export const groupFullInfo = (directory: Directory, group: Group, withMembers = true): object => ({
  ...groupSummary(directory, group),
  ...(withMembers && group.management !== 'system_managed'
    ? { members: directory.membersOf(group).map(groupMemberInfo) }
    : {}),
  created: group.createdAt,
});
