import { z } from 'zod';
import { routeError } from '../wire/api-error.js';
import type { Directory } from './directory.js';
import type { Group } from './group.js';
import type { Member } from './person.js';

/** common.stone EmailAddress. */
export const EmailAddress = z
  .string()
  .max(255)
  .regex(/^['#&A-Za-z0-9._%+-]+@[A-Za-z0-9-][A-Za-z0-9.-]*\.[A-Za-z]{2,15}$/);

/** Strings of team_common.stone and team.stone that select somebody. */
const ExternalId = z.string().max(64);

/** team.stone UserSelectorArg: one way of three to name a member. */
export const UserSelector = z.discriminatedUnion('.tag', [
  z.strictObject({ '.tag': z.literal('team_member_id'), team_member_id: z.string() }),
  z.strictObject({ '.tag': z.literal('external_id'), external_id: ExternalId }),
  z.strictObject({ '.tag': z.literal('email'), email: EmailAddress }),
]);
export type UserSelector = z.infer<typeof UserSelector>;

/** What the selector says, as errors repeat it. */
export function wordOf(selector: UserSelector): string {
  switch (selector['.tag']) {
    case 'team_member_id':
      return selector.team_member_id;
    case 'external_id':
      return selector.external_id;
    case 'email':
      return selector.email;
  }
}

/** The member that a selector names; removed ones are found like the others. */
export function findMember(directory: Directory, selector: UserSelector): Member | undefined {
  switch (selector['.tag']) {
    case 'team_member_id':
      return directory.byMemberId(selector.team_member_id);
    case 'external_id':
      return directory.byExternalId(selector.external_id);
    case 'email': {
      const wanted = selector.email.toLowerCase();
      return directory.members().find(({ email }) => email.toLowerCase() === wanted);
    }
  }
}

/** team.stone GroupSelector. */
export const GroupSelector = z.discriminatedUnion('.tag', [
  z.strictObject({ '.tag': z.literal('group_id'), group_id: z.string() }),
  z.strictObject({ '.tag': z.literal('group_external_id'), group_external_id: z.string() }),
]);

/** @throws ApiError 409 group_not_found */
export function findGroup(directory: Directory, selector: z.infer<typeof GroupSelector>): Group {
  const found =
    selector['.tag'] === 'group_id'
      ? directory.group(selector.group_id)
      : directory.groupByExternalId(selector.group_external_id);
  if (found === undefined) throw routeError(['group_not_found']);
  return found;
}

/** A group that people manage. @throws ApiError 409 group_not_found, system_managed_group_disallowed */
export function findManagedGroup(directory: Directory, selector: z.infer<typeof GroupSelector>): Group {
  const group = findGroup(directory, selector);
  if (group.management === 'system_managed') throw routeError(['system_managed_group_disallowed']);
  return group;
}
