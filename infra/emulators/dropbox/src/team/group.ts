/** Who manages a group (team_common.stone GroupManagementType). */
export type GroupManagement = 'user_managed' | 'company_managed' | 'system_managed';

/** The part a member has in a group (team.stone GroupAccessType). */
export type GroupRole = 'member' | 'owner';

/** A group of team members. */
export interface Group {
  /** `g:…` */
  readonly id: string;
  readonly name: string;
  readonly externalId: string | null;
  readonly management: GroupManagement;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** By account id. A system-managed group holds every active member instead. */
  readonly members: ReadonlyMap<string, GroupRole>;
}
