import type { Audience } from './audience.js';
import type { Role } from './roles.js';

/*
 * Who can open a place. Pure: a place is the levels above it, people and groups are ids.
 *
 * Level: a folder or file that says something about access: it has members or links of its own, or it takes none
 * from above. A place’s levels run from itself up to the root of its namespace.
 */

/** Somebody that access is given to. */
export type Holder =
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'group'; readonly groupId: string }
  /** Invited by address, and not yet an account: whoever reads that mailbox can accept. */
  | { readonly kind: 'invitee'; readonly email: string };

/** Access that was given by name. */
export interface Grant {
  readonly holder: Holder;
  readonly role: Role;
}

/** A link, with the audience that policies leave it. */
export interface LinkGrant {
  readonly url: string;
  readonly audience: Audience;
  readonly hasPassword: boolean;
  /** Milliseconds since 1970; null for ever. */
  readonly expiresAt: number | null;
  readonly role: 'viewer' | 'editor';
}

export interface Level {
  readonly path: string;
  readonly grants: readonly Grant[];
  readonly links: readonly LinkGrant[];
  /** Restricted: members of the levels above are none here (`no_inherit`). */
  readonly isRestricted: boolean;
}

/** The people that groups and teams stand for; only those that can open anything. */
export interface Circle {
  isActive(accountId: string): boolean;
  membersOf(groupId: string): Iterable<string>;
  team(): Iterable<string>;
}

/** Who it is that can open a place. */
export type Who =
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'invitee'; readonly email: string }
  /** Whoever has the link, and its password where it has one. */
  | { readonly kind: 'anyone'; readonly needsPassword: boolean };

/** One way in which somebody can open a place. */
export interface Reach {
  readonly who: Who;
  readonly role: Role;
  readonly by: 'member' | 'group' | 'invitation' | 'link';
  /** Id of the group or address of the link that it goes through; empty for a member by name. */
  readonly through: string;
  /** Path of the level that gives it. */
  readonly at: string;
  /** The level lies above the place. */
  readonly isInherited: boolean;
}

/** What the access depends on beside the levels. */
export interface Moment {
  readonly circle: Circle;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether a link on a folder leads into restricted folders below it. */
  readonly linksPassRestricted: boolean;
}

/** Every way in which somebody can open a place. @param levels from the place itself upwards */
export function* reaches(
  path: string,
  levels: readonly Level[],
  moment: Moment,
): Generator<Reach, void, undefined> {
  let isCut = false;
  for (const level of levels) {
    const isInherited = level.path !== path;
    if (!isCut) {
      for (const grant of level.grants) yield* throughGrant(grant, level, moment, isInherited);
    }
    if (!isCut || moment.linksPassRestricted) {
      for (const link of level.links) yield* throughLink(link, level, moment, isInherited);
    }
    isCut ||= level.isRestricted;
  }
}

function* throughGrant(
  { holder, role }: Grant,
  { path: at }: Level,
  { circle }: Moment,
  isInherited: boolean,
): Generator<Reach, void, undefined> {
  switch (holder.kind) {
    case 'account':
      if (circle.isActive(holder.accountId))
        yield { who: holder, role, by: 'member', through: '', at, isInherited };
      return;
    case 'invitee':
      yield { who: holder, role, by: 'invitation', through: '', at, isInherited };
      return;
    case 'group':
      for (const accountId of circle.membersOf(holder.groupId)) {
        if (!circle.isActive(accountId)) continue;
        const who = { kind: 'account', accountId } as const;
        yield { who, role, by: 'group', through: holder.groupId, at, isInherited };
      }
  }
}

function* throughLink(
  { url: through, audience, hasPassword, expiresAt, role }: LinkGrant,
  { path: at }: Level,
  { circle, now }: Moment,
  isInherited: boolean,
): Generator<Reach, void, undefined> {
  if (expiresAt !== null && expiresAt <= now) return;
  const way = { role, by: 'link', through, at, isInherited } as const;
  if (audience === 'public') yield { who: { kind: 'anyone', needsPassword: hasPassword }, ...way };
  if (audience === 'team') {
    for (const accountId of circle.team()) {
      if (circle.isActive(accountId)) yield { who: { kind: 'account', accountId }, ...way };
    }
  }
}
