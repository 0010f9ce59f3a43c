import type { Policy } from '@counterpart/contracts';

/** A scope of Dropbox’s, and what it is for. */
export interface NeededScope {
  readonly scope: string;
  /** Completes “is needed to …”. */
  readonly purpose: string;
  /** Without it nothing can be mirrored. */
  readonly isVital: boolean;
}

const vital = (scope: string, purpose: string): NeededScope => ({ scope, purpose, isVital: true });
const wanted = (scope: string, purpose: string): NeededScope => ({ scope, purpose, isVital: false });

const ALWAYS: readonly NeededScope[] = [
  vital('account_info.read', 'find out whose account it is'),
  vital('files.metadata.read', 'look at what lies in Dropbox'),
  vital('files.content.read', 'read back what was written'),
  vital('files.content.write', 'write documents'),
];

const AS_TEAM: readonly NeededScope[] = [
  vital('team_data.member', 'act for the member that the firms file names (`selectUser`)'),
  vital('team_info.read', 'know the administrator who connected the team'),
];

const TO_LOCK_AWAY: readonly NeededScope[] = [
  wanted('sharing.read', 'prove who can open privileged documents'),
  wanted('sharing.write', 'restrict folders and end links to privileged documents'),
  wanted('groups.read', 'know who is in the group of privileged documents'),
  wanted('team_info.read', 'see all links as the team’s administrator'),
  wanted('team_data.member', 'see all links as the team’s administrator'),
];

/** Whether a policy locks documents away: by any mark that it names. */
export const locksAway = ({ privileged: { categories, customFields, names } }: Policy): boolean =>
  categories.length + Object.keys(customFields).length + names.length > 0;

/** How a firm is connected: `isTeam` where the firms file names the member that a team’s grant acts for. */
export interface Connecting {
  readonly isTeam: boolean;
}

/** The least scopes that a firm’s Dropbox needs (scopes of the routes that are called, from the vendor’s specification). */
export function neededScopes(policy: Policy, { isTeam }: Connecting): readonly NeededScope[] {
  const needed = [...ALWAYS, ...(isTeam ? AS_TEAM : []), ...(locksAway(policy) ? TO_LOCK_AWAY : [])];
  return needed.filter(({ scope }, index) => needed.findIndex((one) => one.scope === scope) === index);
}

/**
 * Those that a person is asked for. What locks documents away needs a team’s grant, and a team’s token opens nobody’s files by
 * itself: without a member to act for, none of that is asked for.
 */
export const askedScopes = (policy: Policy, connecting: Connecting): readonly string[] =>
  neededScopes(policy, connecting)
    .filter(({ isVital }) => connecting.isTeam || isVital)
    .map(({ scope }) => scope);

/** Scopes as the token endpoint tells them. @param granted separated by spaces */
export const scopesIn = (granted: string): readonly string[] =>
  granted.split(/\s+/).filter((scope) => scope !== '');

/** Those that were not granted. */
export const missingScopes = (
  needed: readonly NeededScope[],
  granted: readonly string[],
): readonly NeededScope[] => needed.filter(({ scope }) => !granted.includes(scope));

/** Those that were granted and nothing is needed of. */
export const surplusScopes = (
  needed: readonly NeededScope[],
  granted: readonly string[],
): readonly string[] => granted.filter((scope) => !needed.some((one) => one.scope === scope));
