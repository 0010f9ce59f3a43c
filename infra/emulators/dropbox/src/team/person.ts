/** Where a member stands in the team (team.stone TeamMemberStatus). */
type MemberStatus = 'active' | 'invited' | 'suspended' | 'removed';

/** A place in the team. */
interface Seat {
  /** `dbmid:…` */
  readonly memberId: string;
  readonly externalId: string | null;
  readonly isAdmin: boolean;
  readonly status: MemberStatus;
  /** Namespace of the member’s own folder. */
  readonly homeNamespace: string;
  /** Milliseconds since 1970. */
  readonly joinedAt: number;
}

/** Somebody with a Dropbox account: of the team, or outside it. */
export interface Person {
  /** `dbid:…`, 40 characters (users_common.stone AccountId). */
  readonly accountId: string;
  readonly email: string;
  readonly givenName: string;
  readonly surname: string;
  /** Null for somebody outside the team. */
  readonly seat: Seat | null;
}

/** A person who has a seat. */
export type Member = Person & { readonly seat: Seat };

export const displayName = ({ givenName, surname }: Person): string => `${givenName} ${surname}`;

/** Whether the account can open anything: a suspended or removed member cannot, one who is only invited not yet. */
export const isActive = ({ seat }: Person): boolean => seat === null || seat.status === 'active';

export const isMember = (person: Person): person is Member => person.seat !== null;
