import type { Holder } from '../access/effective-access.js';
import type { Role } from '../access/roles.js';

/** Who may be a member of a shared folder (sharing.stone MemberPolicy). */
export type MemberPolicy = 'team' | 'anyone' | 'team_and_approved';

/** Rules of a shared folder (sharing.stone FolderPolicy). */
export interface FolderPolicies {
  readonly member: MemberPolicy;
  /** Who may change the members. */
  readonly aclUpdate: 'owner' | 'editors';
  /** Whom links to what lies in it may open for. */
  readonly sharedLink: 'anyone' | 'team' | 'members';
  readonly viewerInfo: 'enabled' | 'disabled';
}

/** Somebody’s part in a shared folder or file, given by name. */
export interface Membership {
  readonly holder: Holder;
  readonly role: Role;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Members by who they are; see {@link keyOf}. */
export type Members = ReadonlyMap<string, Membership>;

export const keyOf = (holder: Holder): string => {
  switch (holder.kind) {
    case 'account':
      return holder.accountId;
    case 'group':
      return holder.groupId;
    case 'invitee':
      return `mailto:${holder.email.toLowerCase()}`;
  }
};

/** A folder that is a namespace of its own. */
export interface SharedFolder {
  /** Also the namespace’s id. */
  readonly id: string;
  /** Namespace of the tree it is mounted in. */
  readonly tree: string;
  /** The folder it is mounted at; null for the team’s space, which is its tree. */
  readonly entryId: string | null;
  readonly policies: FolderPolicies;
  readonly inheritance: 'inherit' | 'no_inherit';
  readonly members: Members;
  readonly since: number;
}
